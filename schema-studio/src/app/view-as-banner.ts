import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import { StudioElement } from './studio-element.ts'
import { viewAsStore } from './view-as-store.ts'

/** Says on every page that an admin looks as somebody else, and ends it. */
export class ViewAsBanner extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      .notice {
        flex-wrap: nowrap;
        padding-block: var(--tenon-space-2);
        border-width: 0 0 1px;
        border-radius: 0;
      }
      .notice > p {
        flex: 1 1 auto;
      }
    `,
  ]

  override render() {
    const view = viewAsStore.current()
    if (view === null) return nothing
    return html`<div class="notice caution" role="status">
      ${icon('eye')}
      <p>${this.t('viewingAs', { name: view.name })}</p>
      <button class="button dense" @click=${() => viewAsStore.end()}>${this.t('viewAsEnd')}</button>
    </div>`
  }
}
customElements.define('studio-view-as-banner', ViewAsBanner)
