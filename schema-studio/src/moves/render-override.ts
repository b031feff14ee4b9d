import type { Locale } from '@tenon/sdk/contract/locale'
import { html } from 'lit'
import { translate } from '../locales/translate.ts'

interface Overriding {
  locale: Locale
  isOpen: boolean
  reason: string
  onToggle: (isOpen: boolean) => void
  onReason: (reason: string) => void
}

/** For those who may pass over a pipeline's rules: the offer, and the reason that it takes. */
export function renderOverride({ locale, isOpen, reason, onToggle, onReason }: Overriding) {
  return html`<details ?open=${isOpen} @toggle=${(event: Event) => onToggle((event.target as HTMLDetailsElement).open)}>
    <summary>${translate(locale, 'overrideOffer')}</summary>
    <label>
      ${translate(locale, 'overrideReason')}
      <textarea
        class="input"
        maxlength="500"
        .value=${reason}
        @input=${(event: Event) => onReason((event.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>
    <p class="small">${translate(locale, 'overrideNoted')}</p>
  </details>`
}
