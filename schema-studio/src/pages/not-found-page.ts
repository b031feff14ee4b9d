import { stateStyles } from '@tenon/web-components/data.styles'
import { html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { MessageKey } from '../locales/catalog.ts'

type Reason = 'missing' | 'forbidden' | 'looking'

const WORDS: Readonly<Record<Reason, { title: MessageKey; text: MessageKey }>> = {
  missing: { title: 'notFoundTitle', text: 'notFoundText' },
  forbidden: { title: 'forbiddenTitle', text: 'forbiddenText' },
  looking: { title: 'lookingTitle', text: 'lookingText' },
}

/** Nothing is at this address, or not for this person, or not while they look as somebody else. */
export class NotFoundPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles]
  static override properties = { app: { attribute: false }, reason: {} }
  declare app: AppServices
  declare reason: Reason | undefined

  override render() {
    const words = WORDS[this.reason ?? 'missing']
    const title = this.t(words.title)
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t(words.text),
          action: html`<a class="button" href="/">${this.t('goHome')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-not-found', NotFoundPage)
