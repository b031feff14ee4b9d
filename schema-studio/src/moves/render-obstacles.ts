import type { Locale } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import type { Obstacles } from './move-obstacles.ts'

/** What stands in the way of a move, a sentence each; nothing where there is none. */
export function renderObstacles(tone: 'critical' | 'caution', sentences: readonly string[]) {
  if (sentences.length === 0) return nothing
  return html`<div class="notice ${tone}" role=${tone === 'critical' ? 'alert' : 'status'}>
    ${icon('triangle-alert')}
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </div>`
}

/** Who has to agree, and what they should know; `names` is empty where nobody can. */
export function renderApproval(names: string, { blocks }: Pick<Obstacles, 'blocks'>, locale: Locale) {
  const text = names === '' ? translate(locale, 'nobodyCanAgree') : translate(locale, 'approvalNeeded', { names })
  return html`<div class="notice" role="status">
      ${icon('user-round')}
      <p>${text}</p>
    </div>
    ${
      names === '' || blocks.length > 0
        ? nothing
        : html`<label>
            ${translate(locale, 'approvalComment')}
            <textarea
              id="comment"
              class="input"
              maxlength="1000"
              aria-description=${translate(locale, 'optional')}
            ></textarea>
          </label>`
    }`
}
