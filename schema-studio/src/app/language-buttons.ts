import { LOCALES, type Locale } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { localeStore } from './locale-store.ts'

/** A language is named in itself, whatever the page's language is. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', 'zh-CN': '中文' }

export function languageButtons() {
  return html`<div class="languages">
    ${LOCALES.map(
      (locale) => html`<button
        class="button quiet dense"
        lang=${locale}
        aria-pressed=${locale === localeStore.get()}
        @click=${() => localeStore.set(locale)}
      >
        ${LANGUAGE_NAMES[locale]}
      </button>`,
    )}
  </div>`
}
