import { html } from 'lit'
import { icon } from '../icons/icon.ts'
import { brandMark } from './brand-mark.ts'
import { gateStyles } from './gate.styles.ts'
import { StudioElement } from './studio-element.ts'

/** The application could not start: what happened, and a way to try again; fires `studio-retry`. */
export class FailurePage extends StudioElement {
  static override styles = [StudioElement.styles, gateStyles]
  static override properties = { message: {} }
  declare message: string

  override render() {
    return html`<main>
      <div class="brand">${brandMark()} Tenon</div>
      <div class="card" role="alert">
        <h1>${this.t('startFailed')}</h1>
        <p class="lead">${this.message}</p>
        <button class="button primary" @click=${() => this.dispatchEvent(new Event('studio-retry'))}>
          ${icon('rotate-ccw')} ${this.t('tryAgain')}
        </button>
      </div>
    </main>`
  }
}
customElements.define('studio-failure', FailurePage)
