import type { JsonValue } from '@tenon/sdk/contract/json-value'

const MAX_SHOWN = 60

/** A value as messages quote it: text in single quotes, the rest as JSON, cut to a readable length. */
export function shownValue(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).toWellFormed()}…` : text
  return `'${short}'`
}
