import { ERROR_CODES, type TenonError } from '@tenon/sdk/contract/tenon-error'

/**
 * Whether an install tries a plugin's code once more after this. Code that is paused because it failed again and again stays
 * so for longer than anybody should wait.
 */
export function mayPassSoon({ code }: TenonError): boolean {
  return ERROR_CODES[code].retriable && code !== 'PLUGIN_CIRCUIT_OPEN'
}
