import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'
import { LRUCache } from 'lru-cache'

const MAX_LENGTH = 200
/** Browsers send a few texts again and again. */
const known = new LRUCache<string, Locale>({ max: 500 })

/** The supported language that an Accept-Language header prefers; English where it names none. */
export function readLocale(acceptLanguage: string | null | undefined): Locale {
  if (!acceptLanguage) return 'en'
  const text = acceptLanguage.slice(0, MAX_LENGTH)
  const found = known.get(text) ?? preferredLocale(text)
  known.set(text, found)
  return found
}

function preferredLocale(text: string): Locale {
  const wanted = text.split(',').map(parsePreference)
  for (const { tag } of wanted.sort((a, b) => b.quality - a.quality)) {
    const found = LOCALES.find((locale) => locale.toLowerCase() === tag || languageOf(locale) === languageOf(tag))
    if (found) return found
  }
  return 'en'
}

function parsePreference(part: string): { tag: string; quality: number } {
  const [tag = '', parameter] = part.split(';')
  const quality = Number(parameter?.trim().replace(/^q=/, '') ?? 1)
  return { tag: tag.trim().toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 }
}

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? ''
}
