import { FILTER_LIMITS, type RecordFilter } from '@tenon/sdk/contract/query'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { focusedElement } from '../app/focused-element.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { FilterAppliedEvent } from './filter-applied-event.ts'
import './filter-condition.ts'
import type { FilterEntity } from './filter-fields.ts'
import { readFilterLabels } from './filter-labels.ts'
import {
  depthOf,
  emptyCondition,
  emptyGroup,
  type GroupNode,
  readFilter,
  replaceNode,
  sizeOf,
  writeFilter,
} from './filter-node.ts'
import type { FilterNodeEvent } from './filter-node-event.ts'
import { filterSheetStyles } from './filter-sheet.styles.ts'
import { renderFilterGroup } from './render-filter-group.ts'
import { usableFilter } from './usable-filter.ts'

const COUNT_WAIT_MS = 400

/** Builds a filter at the right edge; fires `studio-filter-applied` when it is to be used. */
export class FilterSheet extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, sheetStyles, filterSheetStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    root: { state: true },
    count: { state: true },
    labels: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare root: GroupNode
  /** Records that the filter finds; null while they are counted, undefined where they cannot be. */
  declare count: number | null | undefined
  declare labels: Record<string, string>
  #returnFocus: HTMLElement | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #counting: AbortController | null = null
  /** Key of the condition that came last; 0 while the sheet opens. */
  #newest = 0

  constructor() {
    super()
    this.root = emptyGroup()
    this.count = null
    this.labels = {}
  }

  async open(filter: RecordFilter | null): Promise<void> {
    this.#returnFocus = focusedElement()
    const root = readFilter(filter)
    this.#newest = 0
    this.root = root.parts.length === 0 ? emptyGroup([emptyCondition()]) : root
    this.labels = {}
    if (filter !== null) void this.#readLabels(filter)
    this.#countSoon()
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    this.element<HTMLElementTagNameMap['studio-filter-condition']>('studio-filter-condition')?.focus()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#counting?.abort()
  }

  get #place(): FilterEntity {
    return { model: this.app.model, entity: this.entity, locale: this.locale }
  }

  async #readLabels(filter: RecordFilter): Promise<void> {
    this.labels = await readFilterLabels(this.app.client, this.#place, filter)
  }

  #onNode(event: FilterNodeEvent): void {
    event.stopPropagation()
    const { key, node } = event
    if (key === this.root.key && node?.kind === 'group') this.root = node
    else this.root = replaceNode(this.root, key, node)
    this.#countSoon()
  }

  /** A condition that somebody adds is where they go on. */
  override updated(): void {
    const rows = [...this.renderRoot.querySelectorAll('studio-filter-condition')]
    const newest = rows.reduce((latest, row) => Math.max(latest, row.node.key), 0)
    if (newest > this.#newest && this.#newest > 0) rows.find(({ node }) => node.key === newest)?.focus()
    this.#newest = newest
  }

  #countSoon(): void {
    clearTimeout(this.#timer)
    this.count = null
    this.#timer = setTimeout(() => void this.#countNow(), COUNT_WAIT_MS)
  }

  async #countNow(): Promise<void> {
    this.#counting?.abort()
    const counting = new AbortController()
    this.#counting = counting
    const { client } = this.app
    const written = writeFilter(this.root)
    const where = written === null ? null : usableFilter(this.#place, written).filter
    const input = { entity: this.entity, fields: [], limit: 1, count: true, ...(where && { where }) }
    const page = await client.records.find(input, { signal: counting.signal }).catch(() => null)
    if (!counting.signal.aborted) this.count = page?.count
  }

  async #apply(event: Event): Promise<void> {
    event.preventDefault()
    const rows = [...this.renderRoot.querySelectorAll('studio-filter-condition')]
    for (const row of rows) if (!(await row.check())) return
    const filter = writeFilter(this.root)
    this.#close()
    this.dispatchEvent(new FilterAppliedEvent(filter))
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  #onClosed(): void {
    clearTimeout(this.#timer)
    this.#counting?.abort()
    this.#returnFocus?.focus()
  }

  #clear(): void {
    this.root = emptyGroup([emptyCondition()])
    this.#countSoon()
  }

  get #countWords(): string {
    if (this.count === undefined) return ''
    return this.count === null ? this.t('filterCounting') : this.t('filterFinds', { count: this.count })
  }

  override render() {
    const size = sizeOf(this.root)
    const hasRoom = size < FILTER_LIMITS.conditions
    return html`<dialog aria-labelledby="filter-title" @close=${this.#onClosed}>
      <div class="head">
        <h2 id="filter-title">${this.t('filterTitle')}</h2>
        <button type="button" class="button quiet icon" aria-label=${this.t('close')} @click=${() => this.#close()}>
          ${icon('x')}
        </button>
      </div>
      <div class="content" @studio-filter-node=${this.#onNode} @tenon-submit=${this.#apply}>
        ${renderFilterGroup(this.root, {
          app: this.app,
          place: this.#place,
          labels: this.labels,
          hasRoom,
          canNest: depthOf(this.root) < FILTER_LIMITS.depth - 1,
          isRoot: true,
        })}
        ${hasRoom ? nothing : html`<p class="help" role="status">${this.t('filterFull', { count: FILTER_LIMITS.conditions })}</p>`}
      </div>
      <div class="foot">
        <span class="count" role="status">
          ${this.#countWords}
        </span>
        <button type="button" class="button quiet" @click=${this.#clear}>${this.t('filterClear')}</button>
        <button type="button" class="button primary" @click=${this.#apply}>${this.t('filterApply')}</button>
      </div>
    </dialog>`
  }
}
customElements.define('studio-filter-sheet', FilterSheet)

declare global {
  interface HTMLElementTagNameMap {
    'studio-filter-sheet': FilterSheet
  }
}
