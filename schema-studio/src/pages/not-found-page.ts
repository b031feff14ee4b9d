import { stateStyles } from '@tenon/web-components/data.styles'
import { html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { StudioElement } from '../app/studio-element.ts'

/** Nothing is at this address, or not for this person. */
export class NotFoundPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles]
  static override properties = { app: { attribute: false }, reason: {} }
  declare app: AppServices
  declare reason: 'missing' | 'forbidden' | undefined

  override render() {
    const forbidden = this.reason === 'forbidden'
    const title = this.t(forbidden ? 'forbiddenTitle' : 'notFoundTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t(forbidden ? 'forbiddenText' : 'notFoundText'),
          action: html`<a class="button" href="/">${this.t('goHome')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-not-found', NotFoundPage)
