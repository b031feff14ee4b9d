import type { Locale } from '@tenon/sdk/contract/locale'

type Text = string | ((...values: never[]) => string)
type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] }

/** A catalogue of user-visible texts; a key that one language lacks does not compile. */
export function defineTexts<T extends Record<string, Text>>(
  texts: { readonly en: T } & Record<Exclude<Locale, 'en'>, SameKeys<T>>,
): (locale: Locale) => SameKeys<T> {
  return (locale) => texts[locale] as SameKeys<T>
}
