import type { Locale } from '@tenon/sdk/contract/locale'
import { html, type TemplateResult } from 'lit'
import { translate } from '../locales/translate.ts'
import { emptyState } from './empty-state.ts'
import { errorText, hasCode } from './error-text.ts'

interface Failed {
  locale: Locale
  tryAgain: () => unknown
}

/**
 * In the place of what could not be read: why, by an error or in words, and a way to try again; needs `stateStyles`. A lock is
 * for what somebody may not see.
 */
export function failedState(failure: unknown, { locale, tryAgain }: Failed): TemplateResult {
  return emptyState({
    picture: hasCode(failure, 'FORBIDDEN') ? 'closed' : 'apart',
    title: translate(locale, 'cannotShow'),
    text: typeof failure === 'string' ? failure : errorText(failure, locale),
    action: html`<button class="button" @click=${() => void tryAgain()}>${translate(locale, 'tryAgain')}</button>`,
  })
}
