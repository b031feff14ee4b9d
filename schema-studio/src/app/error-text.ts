import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { translate } from '../locales/translate.ts'

/** What went wrong, in words that a person can act on; never a stack. */
export function errorText(error: unknown, locale: Locale): string {
  if (!(error instanceof TenonError)) return translate(locale, 'errorUnexpected')
  if (error.code === 'RATE_LIMITED') return translate(locale, 'errorTooMany')
  if (error.code === 'UNAVAILABLE' && !error.message) return translate(locale, 'errorUnreachable')
  const details = error.problems.map((problem) => problem.message).filter((message) => !error.message.includes(message))
  return [error.message, ...details].join(' ') || translate(locale, 'errorUnexpected')
}

export function hasCode(error: unknown, code: TenonError['code']): boolean {
  return error instanceof TenonError && error.code === code
}
