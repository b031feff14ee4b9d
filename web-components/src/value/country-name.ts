import type { Locale } from '@tenon/sdk/contract/locale'

const names = new Map<Locale, Intl.DisplayNames>()

/** “China”, “中国”; the code itself where nobody has a name for it. */
export function countryName(code: string, locale: Locale): string {
  let displayNames = names.get(locale)
  if (!displayNames) {
    displayNames = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' })
    names.set(locale, displayNames)
  }
  return /^[A-Z]{2}$/.test(code) ? (displayNames.of(code) ?? code) : code
}
