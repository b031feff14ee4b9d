import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { cliLocale } from './cli-locale.ts'

/** What an error says, in the terminal's language where it knows it. */
export function errorText({ texts, message }: Pick<TenonError, 'texts' | 'message'>): string {
  return textIn(texts ?? message, cliLocale())
}
