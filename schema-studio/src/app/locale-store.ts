import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'

const STORAGE_KEY = 'tenon.locale'

/** The language of the page: the person's last choice, or the browser's. */
export const localeStore = makeLocaleStore()

function makeLocaleStore() {
  let current = chosenLocale() ?? browserLocale()
  let listeners: Array<() => void> = []
  document.documentElement.lang = current
  return {
    get: (): Locale => current,
    isChosen: () => chosenLocale() !== undefined,
    set(locale: Locale) {
      current = locale
      localStorage.setItem(STORAGE_KEY, locale)
      document.documentElement.lang = locale
      for (const listener of listeners) listener()
    },
    /** Returns its undo. */
    subscribe(listener: () => void) {
      listeners = [...listeners, listener]
      return () => {
        listeners = listeners.filter((other) => other !== listener)
      }
    },
  }
}

function chosenLocale(): Locale | undefined {
  return LOCALES.find((locale) => locale === localStorage.getItem(STORAGE_KEY))
}

function browserLocale(): Locale {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
