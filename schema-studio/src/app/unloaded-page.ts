import { stateStyles } from '@tenon/web-components/data.styles'
import { html } from 'lit'
import { emptyState } from './empty-state.ts'
import { errorText, hasCode } from './error-text.ts'
import { pageStyles } from './page.styles.ts'
import { pageHeader } from './page-header.ts'
import { StudioElement } from './studio-element.ts'

/** In the place of a page whose code could not be had: why, and the way to have it; fires `studio-retry`. */
export class UnloadedPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles]
  static override properties = { error: { attribute: false } }
  declare error: unknown

  override render() {
    const title = this.t('unloadedTitle')
    const text = errorText(this.error, this.locale)
    return html`${pageHeader({ title })}
      <div class="body">${emptyState({ picture: 'apart', title, text, action: this.#renderWay() })}</div>`
  }

  /** Where the server no longer has the code that this page began with, all of it is loaded again. */
  #renderWay() {
    return hasCode(this.error, 'NOT_FOUND')
      ? html`<button class="button primary" @click=${() => location.reload()}>${this.t('loadAgain')}</button>`
      : html`<button class="button primary" @click=${this.#retry}>${this.t('tryAgain')}</button>`
  }

  readonly #retry = () => this.dispatchEvent(new Event('studio-retry'))
}
customElements.define('studio-unloaded', UnloadedPage)
