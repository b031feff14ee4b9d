/** The languages in which every text of the product exists. */
export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** A text per language. English is the one that must be there; others fall back to it. */
export interface LocalizedText {
  en: string
  'zh-CN'?: string
}

/** Picks the text of `locale`, or English where it is missing. A plain string is the same in all languages. */
export function textIn(text: LocalizedText | string, locale: Locale): string {
  return typeof text === 'string' ? text : (text[locale] ?? text.en)
}
