import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'

/** The nearest language of the product: any Chinese is Simplified Chinese here, everything else English. */
function nearestLocale(tag: string | null | undefined): Locale {
  if (!tag) return 'en'
  return LOCALES.find((locale) => locale === tag) ?? (/^zh\b/i.test(tag) ? 'zh-CN' : 'en')
}

/** What the element was told, else the language of the page around it, else the browser's. */
export function localeOf(element: Element, told: string | null | undefined): Locale {
  return nearestLocale(
    told || element.closest<HTMLElement>('[lang]')?.lang || document.documentElement.lang || navigator.language,
  )
}
