import { COUNTRY_CODES } from '@tenon/sdk/contract/country-codes'
import type { Locale } from '@tenon/sdk/contract/locale'
import { countryName } from './country-name.ts'

const made = new Map<Locale, Array<{ code: string; name: string }>>()

/** Countries in the reader's language and order; one that is stored and not among them is added. */
export function countryChoices(locale: Locale, stored: unknown): Array<{ code: string; name: string }> {
  let choices = made.get(locale)
  if (!choices) {
    const { compare } = new Intl.Collator(locale)
    choices = COUNTRY_CODES.map((code) => ({ code, name: countryName(code, locale) }))
    choices.sort((one, other) => compare(one.name, other.name))
    made.set(locale, choices)
  }
  const known = typeof stored !== 'string' || stored === '' || COUNTRY_CODES.includes(stored)
  return known ? choices : [...choices, { code: stored, name: countryName(stored, locale) }]
}
