import type { RecordFilter } from '@tenon/sdk/contract/query'
import { chipStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { FilterAppliedEvent } from './filter-applied-event.ts'
import type { FilterEntity } from './filter-fields.ts'
import { readFilterLabels } from './filter-labels.ts'
import { filterWords } from './filter-words.ts'
import { usableFilter } from './usable-filter.ts'

/**
 * A list's filter in words, a chip for each part, each of which can be taken away. Fires `studio-filter-applied`, and
 * `studio-filter-open` from a chip.
 */
export class FilterBar extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        padding: var(--tenon-space-2) var(--tenon-space-3);
        border-bottom: 1px solid var(--tenon-line);
      }
      .part {
        display: inline-flex;
        max-width: 100%;
        min-width: 0;
        border-radius: var(--tenon-radius-pill);
        background: var(--tenon-accent-soft);
        color: var(--tenon-text);
        font-size: var(--tenon-font-size-sm);
      }
      .part.lost {
        background: var(--tenon-critical-soft);
        color: var(--tenon-critical-text);
      }
      .part button {
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      .words {
        min-width: 0;
        min-height: 28px;
        padding: 0 4px 0 12px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .remove {
        display: inline-grid;
        place-items: center;
        width: 28px;
        border-radius: 50%;
      }
      .remove .icon {
        width: 12px;
        height: 12px;
      }
      .lost-note {
        color: var(--tenon-critical-text);
        font-size: var(--tenon-font-size-sm);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    filter: { attribute: false },
    labels: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare filter: RecordFilter | null
  declare labels: Record<string, string>

  constructor() {
    super()
    this.filter = null
    this.labels = {}
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('filter') && this.filter !== null) void this.#readLabels(this.filter)
  }

  async #readLabels(filter: RecordFilter): Promise<void> {
    const labels = await readFilterLabels(this.app.client, this.#place, filter)
    if (this.filter === filter) this.labels = labels
  }

  get #place(): FilterEntity {
    return { model: this.app.model, entity: this.entity, locale: this.locale }
  }

  #remove(index: number): void {
    const parts = partsOf(this.filter).filter((_, at) => at !== index)
    const [only] = parts
    this.dispatchEvent(new FilterAppliedEvent(only === undefined ? null : parts.length === 1 ? only : { and: parts }))
    // What had the focus is gone.
    void this.updateComplete.then(() => (this.element<HTMLElement>('.remove') ?? null)?.focus())
  }

  override render() {
    const parts = partsOf(this.filter)
    if (parts.length === 0) return nothing
    const speaker = { ...this.#place, labels: this.labels }
    const lost = parts.map((part) => usableFilter(this.#place, part).lost)
    return html`<div class="bar" role="group" aria-label=${this.t('filterTitle')}>
      ${parts.map((part, index) => {
        const words = filterWords(part, speaker)
        return html`<span class="part ${lost[index] ? 'lost' : ''}">
          <button type="button" class="words" title=${words} @click=${() => this.dispatchEvent(new Event('studio-filter-open'))}>
            ${words}
          </button>
          <button
            type="button"
            class="remove"
            aria-label=${this.t('filterRemove', { words })}
            title=${this.t('filterRemoveCondition')}
            @click=${() => this.#remove(index)}
          >
            ${icon('x')}
          </button>
        </span>`
      })}
      <button type="button" class="button quiet dense" @click=${() => this.dispatchEvent(new FilterAppliedEvent(null))}>
        ${this.t('filterClear')}
      </button>
      ${lost.some((one) => one > 0) ? html`<span class="lost-note" role="status">${this.t('filterLost')}</span>` : nothing}
      <slot></slot>
    </div>`
  }
}
customElements.define('studio-filter-bar', FilterBar)

declare global {
  interface HTMLElementTagNameMap {
    'studio-filter-bar': FilterBar
  }
}

/** What has to hold all together. */
function partsOf(filter: RecordFilter | null): RecordFilter[] {
  if (filter === null) return []
  return 'and' in filter ? filter.and : [filter]
}
