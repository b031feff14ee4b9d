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
 * for what somebody may not see, where trying again would change nothing.
 */
export function failedState(failure: unknown, { locale, tryAgain }: Failed): TemplateResult {
  const title = translate(locale, 'cannotShow')
  const text = typeof failure === 'string' ? failure : errorText(failure, locale)
  if (hasCode(failure, 'FORBIDDEN')) return emptyState({ picture: 'closed', title, text })
  const action = html`<button class="button" @click=${() => void tryAgain()}>${translate(locale, 'tryAgain')}</button>`
  return emptyState({ picture: 'apart', title, text, action })
}
