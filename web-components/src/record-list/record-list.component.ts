import type { TenonClient } from '@tenon/sdk/client'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { chipStyles, stateStyles, tableStyles } from '../data.styles.ts'
import { CreateRecordEvent } from '../events/create-record-event.ts'
import { FavouriteEvent } from '../events/favourite-event.ts'
import { answerFileLinks } from '../events/file-link-event.ts'
import { OpenRecordEvent } from '../events/open-record-event.ts'
import { SelectionChangedEvent } from '../events/selection-changed-event.ts'
import { searchIcon } from '../internal/icons.ts'
import { localeOf } from '../internal/locale-of.ts'
import { todaysEntity } from '../internal/todays-name.ts'
import { columnWidthRules } from './column-width-rules.ts'
import type { RecordExporter } from './export-button.component.ts'
import { type ListColumn, listColumns } from './list-columns.ts'
import { ListLoader } from './list-loader.ts'
import { recordListStyles } from './record-list.styles.ts'
import { recordListTexts } from './record-list.texts.ts'
import './export-button.ts'
import { renderEmptyList } from './render-empty-list.ts'
import { renderPager } from './render-pager.ts'
import { renderSkeletonTable, renderTable } from './render-table.ts'

const SEARCH_WAIT_MS = 200

/**
 * A table of an entity's records, page by page. Keys: j/k or arrows move, Enter opens, x selects, s puts a star, / searches.
 * Fires `tenon-open-record`, `tenon-selection-change`, `tenon-sort-change` and, from the empty state, `tenon-create-record`
 * and `tenon-clear-filters`.
 */
export class RecordList extends LitElement {
  static override styles = [controlStyles, chipStyles, tableStyles, stateStyles, recordListStyles]
  static override properties = {
    client: { attribute: false },
    model: { attribute: false },
    entity: {},
    columns: { attribute: false },
    widths: { attribute: false },
    favourites: { attribute: false },
    where: { attribute: false },
    clearable: { type: Boolean },
    sort: { attribute: false },
    order: { attribute: false },
    search: {},
    exporter: { attribute: false },
    pageSize: { type: Number, attribute: 'page-size' },
    locale: {},
    selected: { state: true },
    active: { state: true },
  }

  declare client: TenonClient | null
  declare model: ModelView | null
  declare entity: string
  /** Field names. Default: the entity's `listFields`. */
  declare columns: string[] | null
  /** Field → pixels, where columns can be made wider and narrower; that is told by `tenon-column-width`. */
  declare widths: Readonly<Record<string, number>> | null
  /** Ids of records with a star, where there are stars; `tenon-favourite` tells of another one. */
  declare favourites: ReadonlySet<string> | null
  declare where: RecordFilter | null
  /** Whether the reader may clear the filter: an empty list then offers it, by `tenon-clear-filters`. */
  declare clearable: boolean
  declare sort: SortKey | null
  /** The list's own order, while nobody sorts by a column. Default: newest first. */
  declare order: SortKey[] | null
  declare search: string
  /** Gives lists as files. Missing: the list offers none. */
  declare exporter: RecordExporter | null
  /** Rows per page, 1–200. */
  declare pageSize: number
  /** Default: the model's language. */
  declare locale: string | null
  declare selected: ReadonlySet<string>
  declare active: number

  readonly #loader = new ListLoader(() => this.requestUpdate())
  readonly #widthSheet = new CSSStyleSheet()
  #searchTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.client = null
    this.model = null
    this.entity = ''
    this.columns = null
    this.widths = null
    this.favourites = null
    this.where = null
    this.clearable = false
    this.sort = null
    this.order = null
    this.search = ''
    this.exporter = null
    this.pageSize = 50
    this.locale = null
    this.selected = new Set()
    this.active = 0
    answerFileLinks(this, () => this.client)
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot()
    if (root instanceof ShadowRoot) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#widthSheet]
    return root
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isOther = (['widths', 'columns', 'model', 'entity'] as const).some((name) => changed.has(name))
    if (isOther) this.#widthSheet.replaceSync(columnWidthRules(this.#columns, this.widths ?? {}))
  }

  get language(): Locale {
    return localeOf(this, this.locale ?? this.model?.locale)
  }

  /** Ids of the selected rows. */
  get selectedIds(): string[] {
    return [...this.selected]
  }

  /** Fields that stand as columns, the title first. */
  get shownColumns(): string[] {
    return this.#columns.map(({ name }) => name)
  }

  /** Reads the current page again; rows stay on the screen meanwhile. */
  async refresh(): Promise<void> {
    if (this.client) await this.#loader.refresh(this.client)
  }

  clearSelection(): void {
    this.#select([])
  }

  /** Takes these out of the selection, such as those that the list shows no more. */
  deselect(ids: readonly string[]): void {
    const rest = this.selectedIds.filter((id) => !ids.includes(id))
    if (rest.length < this.selected.size) this.#select(rest)
  }

  focusSearch(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.search input')?.focus()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#searchTimer)
    this.#loader.cancel()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.entity = todaysEntity(this.model, this.entity)
    // What can be done with a selection goes with it: whoever is there goes on in the list.
    const leaves = changed.has('selected') && this.selected.size === 0 && this.#isAtSelection
    if (leaves) void this.updateComplete.then(() => this.#moveTo(this.active))
    const asksAnew = ['client', 'model', 'entity', 'columns', 'where', 'sort', 'order', 'search', 'pageSize'] as const
    if (!asksAnew.some((name) => changed.has(name)) || !this.client || !this.model || !this.entity) return
    if (changed.has('entity') && this.selected.size > 0) this.#select([])
    this.active = 0
    const { entity, where, search } = this
    const sort = this.sort ? [this.sort] : this.order
    const columns = this.#columns.map(({ name }) => name)
    const fields = columns.includes('stage') ? [...new Set([...columns, 'pipeline'])] : columns
    void this.#loader.open(this.client, { entity, fields, where, search, sort, limit: this.pageSize })
  }

  protected override render() {
    const entity = this.model?.entities[this.entity]
    const { error } = this.#loader
    const texts = this.#texts
    return html`<div class="toolbar" part="toolbar">
        <label class="search">
          <span class="visually-hidden">${texts.search(this.#plural)}</span>${searchIcon}
          <input
            class="input"
            type="search"
            autocomplete="off"
            placeholder=${texts.search(this.#plural)}
            .value=${this.search}
            @input=${this.#onSearch}
          />
        </label>
        ${this.#renderSelection()}
        ${this.#renderExport()}
        <slot name="toolbar"></slot>
      </div>
      ${
        error &&
        html`<div class="notice critical" role="alert">
          <p><strong>${texts.loadFailed}</strong> ${error.message} ${texts.nothingLost}</p>
          <button type="button" class="button" @click=${() => this.refresh()}>${texts.retry}</button>
        </div>`
      }
      <div class="scroll" part="scroll" tabindex="-1" @keydown=${this.#onKeydown}>${entity ? this.#renderRows() : nothing}</div>
      ${this.#renderPager()}`
  }

  get #texts() {
    return recordListTexts(this.language)
  }

  get #plural(): string {
    const entity = this.model?.entities[this.entity]
    return entity ? textIn(entity.pluralLabel, this.language) : ''
  }

  get #columns(): ListColumn[] {
    return this.model ? listColumns(this.model, this.entity, this.columns) : []
  }

  #renderRows() {
    const { page, loading, error } = this.#loader
    const model = this.model as ModelView
    const context = { locale: this.language, model }
    const columns = this.#columns
    if (!page) return error ? nothing : renderSkeletonTable(columns, { context })
    if (page.records.length === 0) return this.#renderEmpty()
    return renderTable({
      client: this.client,
      entity: this.entity,
      records: page.records,
      columns,
      context,
      texts: this.#texts,
      sort: this.sort,
      widths: this.widths,
      favourites: this.favourites,
      selected: this.selected,
      active: Math.min(this.active, page.records.length - 1),
      busy: loading,
      label: this.#plural,
      onSort: (column) => this.#sortBy(column),
      onSelect: (id, on) =>
        this.#select(on ? [...this.selected, id] : this.selectedIds.filter((other) => other !== id)),
      onSelectAll: (on) => this.#select(on ? page.records.map(({ id }) => id) : []),
      onOpen: (id, index) => {
        this.active = index
        this.dispatchEvent(new OpenRecordEvent(this.entity, id))
      },
    })
  }

  #renderEmpty() {
    return renderEmptyList({
      entity: this.model?.entities[this.entity],
      plural: this.#plural,
      search: this.search,
      filtered: this.where !== null,
      locale: this.language,
      texts: this.#texts,
      onClear: () => {
        this.search = ''
      },
      onClearFilters: this.clearable
        ? () => this.dispatchEvent(new Event('tenon-clear-filters', { bubbles: true, composed: true }))
        : undefined,
      onCreate: () => this.dispatchEvent(new CreateRecordEvent(this.entity)),
    })
  }

  /** What is on the screen, as a file: all pages of it. */
  #renderExport() {
    const { exporter, entity, where, search } = this
    if (!exporter || !this.model?.entities[entity] || this.#columns.length === 0) return nothing
    const sort = this.sort ? [this.sort] : this.order
    const fields = this.#columns.filter(({ masked }) => !masked).map(({ name }) => name)
    const shown = { ...(where && { where }), ...(search && { search }), ...(sort && { sort }) }
    const input = { entity, fields, ...shown, header: 'labels', titles: true, bom: true }
    return html`<tenon-export-button
      .exporter=${exporter}
      .input=${input}
      .locale=${this.language}
    ></tenon-export-button>`
  }

  #renderSelection() {
    if (this.selected.size === 0) return nothing
    return html`<span class="selection" role="status">
      ${this.#texts.selected(this.selected.size)}
      <button type="button" class="button quiet dense" @click=${() => this.clearSelection()}>
        ${this.#texts.clearSelection}
      </button>
      <slot name="selection"></slot>
    </span>`
  }

  #renderPager() {
    return renderPager({
      loader: this.#loader,
      pageSize: this.pageSize,
      locale: this.language,
      texts: this.#texts,
      onPrevious: () => this.#turn((client) => this.#loader.previous(client)),
      onNext: () => this.#turn((client) => this.#loader.next(client)),
    })
  }

  async #turn(load: (client: TenonClient) => Promise<void>): Promise<void> {
    if (!this.client) return
    await load(this.client)
    this.active = 0
    this.renderRoot.querySelector('.scroll')?.scrollTo({ top: 0 })
  }

  /** Ascending, descending, and back to the list's own order. */
  #sortBy({ name }: ListColumn): void {
    const direction = this.sort?.field === name ? (this.sort.direction ?? 'asc') : null
    this.sort =
      direction === 'desc'
        ? null
        : { field: name, direction: direction === 'asc' ? ('desc' as const) : ('asc' as const) }
    this.dispatchEvent(new Event('tenon-sort-change', { bubbles: true, composed: true }))
  }

  #select(ids: Iterable<string>): void {
    this.selected = new Set(ids)
    this.dispatchEvent(new SelectionChangedEvent(this.selectedIds))
  }

  #onSearch = (event: InputEvent) => {
    const text = (event.target as HTMLInputElement).value
    clearTimeout(this.#searchTimer)
    this.#searchTimer = setTimeout(() => {
      this.search = text.trim()
    }, SEARCH_WAIT_MS)
  }

  #onKeydown = (event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const handled = this.#keys[event.key]
    if (!handled) return
    event.preventDefault()
    handled()
  }

  #keys: Record<string, () => void> = {
    j: () => this.#moveTo(this.active + 1),
    ArrowDown: () => this.#moveTo(this.active + 1),
    k: () => this.#moveTo(this.active - 1),
    ArrowUp: () => this.#moveTo(this.active - 1),
    Home: () => this.#moveTo(0),
    End: () => this.#moveTo(Number.POSITIVE_INFINITY),
    x: () => this.#toggleActive(),
    s: () => this.#toggleStar(),
    '/': () => this.focusSearch(),
  }

  get #isAtSelection(): boolean {
    const own = this.renderRoot.querySelector('.selection:focus-within')
    return (own ?? this.querySelector('[slot="selection"]:focus-within')) !== null
  }

  #moveTo(index: number): void {
    const last = (this.#loader.page?.records.length ?? 0) - 1
    this.active = Math.max(0, Math.min(index, last))
    const row = this.renderRoot.querySelector(`tr[data-index="${this.active}"]`)
    row?.querySelector<HTMLElement>('.open')?.focus()
  }

  #toggleStar(): void {
    const id = this.#loader.page?.records[this.active]?.id
    if (id && this.favourites) this.dispatchEvent(new FavouriteEvent(id, !this.favourites.has(id)))
  }

  #toggleActive(): void {
    const id = this.#loader.page?.records[this.active]?.id
    if (!id) return
    const others = this.selectedIds.filter((other) => other !== id)
    this.#select(others.length < this.selected.size ? others : [...others, id])
  }
}
