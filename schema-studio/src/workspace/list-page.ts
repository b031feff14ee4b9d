import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { ColumnWidthEvent } from '@tenon/web-components/events/column-width-event'
import type { CreateRecordEvent } from '@tenon/web-components/events/create-record-event'
import type { FavouriteEvent } from '@tenon/web-components/events/favourite-event'
import '@tenon/web-components/record-list'
import { html, nothing, type PropertyValues } from 'lit'
import type { ActionChosenEvent } from '../actions/action-menu.ts'
import '../actions/action-menu.ts'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { listPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { BulkChosenEvent } from '../bulk/bulk-bar.ts'
import '../bulk/bulk-bar.ts'
import type { FilterAppliedEvent } from '../filters/filter-applied-event.ts'
import '../filters/filter-bar.ts'
import { icon } from '../icons/icon.ts'
import type { ColumnsChosenEvent } from '../views/columns-chosen-event.ts'
import '../views/view-bar.ts'
import type { ViewSavedEvent } from '../views/view-saved-event.ts'
import { ListActions } from './list-actions.ts'
import { listAddress } from './list-address.ts'
import { ListFollower } from './list-follower.ts'
import { listMemory } from './list-memory.ts'
import { listPageStyles } from './list-page.styles.ts'
import { ListState } from './list-state.ts'
import { ListViewActions } from './list-view-actions.ts'
import type { RecordSheet } from './record-sheet.ts'
import { renderListHeader } from './render-list-header.ts'
import './pipeline-select.ts'
import './record-sheet.ts'

/**
 * Records of one entity. `?view=` names one of its views, `mine` or `all`, or is the id of a saved one; `filter=` and
 * `sort=` go before what the view says; `new=1` opens the form.
 */
export class ListPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles, listPageStyles]
  static override properties = { app: { attribute: false }, entity: {}, query: { attribute: false } }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  readonly #state = new ListState(() => this)
  readonly #actions = new ListActions(() => ({ app: this.app, entity: this.entity, list: this.#list }))
  readonly #views = new ListViewActions(() => ({
    ...{ app: this.app, entity: this.entity, state: this.#state, root: this.renderRoot },
    shown: this.#list?.shownColumns ?? [],
  }))
  readonly #follower = new ListFollower(this, {
    onLeft: (ids) => this.#list?.deselect(ids),
    onChange: () => void this.#list?.refresh(),
  })
  #formOpenedByAddress = false
  #favourites: { of: AppServices['personal']['favourites'] | null; ids: ReadonlySet<string> } = {
    of: null,
    ids: new Set(),
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#state.returnToPlace()
    const { shortcuts, live, personal } = this.app
    this.untilRemoved(
      shortcuts.add({
        ...{ c: () => this.#create(), '/': () => this.#list?.focusSearch(), f: () => void this.#openFilter() },
        ...this.#rowKeys(),
      }),
    )
    this.untilRemoved(live.whenBack(() => this.#follower.readSoon()))
    this.untilRemoved(personal.subscribe(() => this.requestUpdate()))
  }

  override disconnectedCallback(): void {
    const list = this.#list
    if (list) listMemory.set(this.entity, { ...this.#state.address, search: list.search })
    this.#actions.withdraw()
    super.disconnectedCallback()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('query')
    if (!before || before.get('view') === this.query.get('view')) return
    // Another view begins without what was searched and selected in the one before.
    const list = this.#list
    if (!list) return
    list.search = ''
    list.clearSelection()
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('query') || changed.has('app')) this.#actions.offer()
    if (this.#schema) this.#follower.follow({ client: this.app.client, entity: this.entity, where: this.#state.asked })
    if (!changed.has('query')) return
    this.element('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
    const named = this.query.get('view')
    const isOther = changed.get('query')?.get('view') !== named
    if (named !== null && isOther && this.#schema) this.app.personal.use(this.entity, this.#state.view.name)
    const asked = this.query.get('new') !== null
    if (asked && !this.#formOpenedByAddress) this.#create()
    this.#formOpenedByAddress = asked
  }

  get #list() {
    return this.element<HTMLElementTagNameMap['tenon-record-list']>('tenon-record-list')
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  /** The same object for the same. */
  get #starred(): ReadonlySet<string> {
    const { favourites } = this.app.personal
    if (this.#favourites.of !== favourites)
      this.#favourites = { of: favourites, ids: new Set(favourites.map(({ id }) => id)) }
    return this.#favourites.ids
  }

  async #setFavourite({ recordId: id, on }: FavouriteEvent): Promise<void> {
    try {
      await this.app.personal.setFavourite({ entity: this.entity, id }, on)
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  async #openFilter(): Promise<void> {
    if (!this.#schema) return
    await import('../filters/filter-sheet.ts')
    await this.element<HTMLElementTagNameMap['studio-filter-sheet']>('studio-filter-sheet')?.open(this.#state.filter)
  }

  /** From anywhere on the page, j and k step into the rows; the list itself has the keys from there on. */
  #rowKeys(): Record<string, () => void> {
    const enter = () => this.#list?.renderRoot.querySelector<HTMLElement>('tbody .open')?.focus()
    return { j: enter, k: enter }
  }

  #choosePipeline(pipeline: string | null): void {
    const { address, view } = this.#state
    void this.app.router.navigate(listAddress(this.entity, { ...address, view: view.name, pipeline }).path)
  }

  #create(initialValues: JsonObject = {}): void {
    if (!this.#schema?.access.create) return
    const { pipeline } = this.#state.address
    const values = pipeline === null ? initialValues : { pipeline, ...initialValues }
    void this.element<RecordSheet>('studio-record-sheet')?.open({ entity: this.entity, initialValues: values })
  }

  #closeSheet(): void {
    const { address } = this.#state
    const path = address.view === null ? listPath(this.entity) : listAddress(this.entity, address).path
    if (this.query.get('new') !== null) this.app.router.replace(path)
    void this.#list?.refresh()
  }

  override render() {
    const schema = this.#schema
    if (!schema) return this.#renderMissing()
    return html`${this.#renderHeader(schema)}
      <div class="body">${this.#renderNotes()} ${this.#renderBars()} ${this.#renderList(schema)}</div>
      <studio-filter-sheet
        .app=${this.app}
        .entity=${this.entity}
        @studio-filter-applied=${({ filter }: FilterAppliedEvent) => this.#state.applyFilter(filter)}
      ></studio-filter-sheet>
      <studio-columns-sheet
        @studio-columns-chosen=${(event: ColumnsChosenEvent) => void this.#views.chooseColumns(event)}
      ></studio-columns-sheet>
      <studio-view-dialog @studio-view-saved=${(event: ViewSavedEvent) => this.#views.onSaved(event)}></studio-view-dialog>
      <studio-record-sheet .app=${this.app} @studio-sheet-closed=${this.#closeSheet}></studio-record-sheet>`
  }

  #renderHeader(schema: ModelViewEntity) {
    return renderListHeader({
      ...{ app: this.app, schema, entity: this.entity },
      view: this.#state.view.name,
      pipeline: this.query.get('pipeline'),
      actions: html`<studio-action-menu
        .actions=${this.#actions.at('list')}
        @studio-action-chosen=${({ action }: ActionChosenEvent) => this.#actions.runOnList(action)}
      ></studio-action-menu>`,
      onPipeline: (pipeline) => this.#choosePipeline(pipeline),
      onCreate: () => this.#create(),
      onImport: () => this.#actions.import(),
      onRecent: () => this.#actions.recent(),
    })
  }

  #renderNotes() {
    if (this.#state.address.isBroken)
      return html`<div class="notice caution" role="alert"><p>${this.t('filterBroken')}</p></div>`
    if (this.#state.longFilter === null) return nothing
    return html`<div class="notice caution" role="status"><p>${this.t('filterTooLong')}</p></div>`
  }

  #renderBars() {
    const { filter, isChanged, view } = this.#state
    return html`<studio-filter-bar
        .app=${this.app}
        .entity=${this.entity}
        .filter=${filter}
        @studio-filter-applied=${({ filter: chosen }: FilterAppliedEvent) => this.#state.applyFilter(chosen)}
        @studio-filter-open=${() => void this.#openFilter()}
      ></studio-filter-bar>
      <studio-view-bar
        .view=${view.saved}
        .changed=${isChanged}
        ?readonly=${this.app.looksAsOther}
        @studio-view-save=${() => void this.#views.save()}
        @studio-view-save-as=${() => void this.#views.saveAs()}
        @studio-view-discard=${() => this.#state.discard()}
      ></studio-view-bar>`
  }

  #renderList(schema: ModelViewEntity) {
    const place = listMemory.get(this.entity)
    const { view, filter, asked, columns } = this.#state
    return html`<tenon-record-list
      .client=${this.app.client}
      .model=${this.app.model}
      .entity=${this.entity}
      .where=${asked}
      .clearable=${filter !== null}
      .order=${view.order}
      .columns=${columns.columns}
      .widths=${columns.widths}
      .favourites=${this.app.looksAsOther ? null : this.#starred}
      .search=${this.hasUpdated ? (this.#list?.search ?? '') : (place?.search ?? '')}
      .sort=${this.#state.sameSort(this.#list?.sort ?? null)}
      .locale=${this.locale}
      .exporter=${this.app.exporter}
      @tenon-sort-change=${() => this.#state.change({ sort: this.#list?.sort ?? null })}
      @tenon-clear-filters=${() => this.#state.applyFilter(null)}
      @tenon-column-width=${({ field, width }: ColumnWidthEvent) => void this.#views.setWidth(field, width)}
      @tenon-favourite=${(event: FavouriteEvent) => void this.#setFavourite(event)}
      @tenon-create-record=${(event: CreateRecordEvent) => this.#create(event.values)}
      @tenon-selection-change=${() => this.#actions.offer()}
    >
      <button slot="toolbar" class="button dense" aria-haspopup="dialog" @click=${() => void this.#openFilter()}>
        ${icon('list-filter')} ${this.t('filter')}
      </button>
      ${this.app.looksAsOther ? nothing : this.#renderViewTools()}
      <studio-action-menu
        slot="selection"
        dense
        .actions=${this.#actions.at('selection')}
        @studio-action-chosen=${({ action }: ActionChosenEvent) => this.#actions.runOnSelection(action)}
      ></studio-action-menu>
      <studio-bulk-bar
        slot="selection"
        .schema=${schema}
        @studio-bulk-chosen=${({ kind }: BulkChosenEvent) => this.#actions.change(kind)}
      ></studio-bulk-bar>
    </tenon-record-list>`
  }

  /** What is kept for the person: columns, and of a view as it is: one's own is edited, any that has a name is copied. */
  #renderViewTools() {
    const { name, saved } = this.#state.view
    const tool = (label: string, { icon: drawing, run }: { icon: 'pencil' | 'copy'; run: () => void }) =>
      html`<button slot="toolbar" class="button quiet icon dense" title=${label} aria-label=${label} @click=${run}>
        ${icon(drawing)}
      </button>`
    const columns = html`<button slot="toolbar" class="button dense" aria-haspopup="dialog" @click=${() => void this.#views.openColumns()}>
      ${icon('columns-3')} ${this.t('columns')}
    </button>`
    if (this.#state.isChanged) return columns
    return html`${columns} ${saved?.canChange ? tool(this.t('viewEdit'), { icon: 'pencil', run: () => void this.#views.edit() }) : nothing}
    ${name === 'all' || name === 'mine' ? nothing : tool(this.t('viewCopy'), { icon: 'copy', run: () => void this.#views.saveAs() })}`
  }

  #renderMissing() {
    const title = this.t('entityMissingTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t('entityMissingText'),
          action: html`<a class="button" href="/">${this.t('goHome')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-list-page', ListPage)
