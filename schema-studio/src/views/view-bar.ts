import type { SavedView } from '@tenon/sdk/contract/views-api'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/**
 * What can be done with the view at hand: changes that are not saved, what the reader does not get of it. Fires
 * `studio-view-save`, `studio-view-save-as` and `studio-view-discard`.
 */
export class ViewBar extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        padding: var(--tenon-space-2) var(--tenon-space-3);
        border-bottom: 1px solid var(--tenon-line);
        font-size: var(--tenon-font-size-sm);
      }
      .changed {
        padding: 0 10px;
        border-radius: var(--tenon-radius-pill);
        background: var(--tenon-caution-soft);
        color: var(--tenon-caution-text);
        font-weight: var(--tenon-weight-medium);
        line-height: 24px;
      }
      .note {
        color: var(--tenon-text-muted);
      }
      .note.gone {
        color: var(--tenon-critical-text);
      }
    `,
  ]
  static override properties = { view: { attribute: false }, changed: { type: Boolean }, readonly: { type: Boolean } }
  /** Null: one of the model's, or all records. */
  declare view: SavedView | null
  declare changed: boolean
  /** Nothing can be kept: whoever looks, looks as somebody else. */
  declare readonly: boolean

  constructor() {
    super()
    this.view = null
    this.changed = false
    this.readonly = false
  }

  #fire(what: 'save' | 'save-as' | 'discard'): void {
    this.dispatchEvent(new Event(`studio-view-${what}`))
  }

  override render() {
    const { view, changed } = this
    const { hidden = 0, gone = [] } = view?.omitted ?? {}
    if (!changed && hidden === 0 && gone.length === 0) return nothing
    return html`<div class="bar" role="group" aria-label=${this.t('view')}>
      ${changed ? this.#renderChanged() : nothing}
      ${hidden > 0 ? html`<span class="note" role="status">${this.t('viewHidden', { count: hidden })}</span>` : nothing}
      ${gone.length > 0 ? html`<span class="note gone" role="status">${this.t('viewGone', { fields: gone.join(', ') })}</span>` : nothing}
    </div>`
  }

  #renderChanged() {
    return html`<span class="changed" role="status">${this.t('viewChanged')}</span>
      ${
        this.view?.canChange && !this.readonly
          ? html`<button type="button" class="button dense primary" @click=${() => this.#fire('save')}>
              ${icon('save')} ${this.t('viewSave')}
            </button>`
          : nothing
      }
      ${
        this.readonly
          ? nothing
          : html`<button type="button" class="button dense" @click=${() => this.#fire('save-as')}>
              ${this.t('viewSaveAs')}
            </button>`
      }
      <button type="button" class="button quiet dense" @click=${() => this.#fire('discard')}>${this.t('viewDiscard')}</button>`
  }
}
customElements.define('studio-view-bar', ViewBar)
