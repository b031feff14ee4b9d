import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { CreateRecordEvent } from '@tenon/web-components/events/create-record-event'
import '@tenon/web-components/record-list'
import { html, nothing, type PropertyValues } from 'lit'
import type { ActionChosenEvent } from '../actions/action-menu.ts'
import '../actions/action-menu.ts'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, listPath, trashPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { FilterAppliedEvent } from '../filters/filter-applied-event.ts'
import '../filters/filter-bar.ts'
import { filterReader } from '../filters/resolve-filter.ts'
import { icon } from '../icons/icon.ts'
import { boardMemory } from './board-memory.ts'
import { deleteManyWithUndo } from './delete-many-with-undo.ts'
import { ListActions } from './list-actions.ts'
import { type ListAddress, listAddress, readListAddress } from './list-address.ts'
import { ListFollower } from './list-follower.ts'
import { listMemory } from './list-memory.ts'
import { listPageStyles } from './list-page.styles.ts'
import { type ListView, listView, viewMemory, viewPath, viewsOf } from './list-view.ts'
import { ListWhere } from './list-where.ts'
import type { PipelineChosenEvent } from './pipeline-select.ts'
import { pipelinesOf } from './pipelines-of.ts'
import type { RecordSheet } from './record-sheet.ts'
import './pipeline-select.ts'
import './record-sheet.ts'

/**
 * Records of one entity. `?view=` names one of its views, `mine` or `all`; `filter=` and `sort=` go before what the view
 * says; `new=1` opens the form.
 */
export class ListPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles, listPageStyles]
  static override properties = { app: { attribute: false }, entity: {}, query: { attribute: false } }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  readonly #actions = new ListActions(() => ({ app: this.app, entity: this.entity, list: this.#list }))
  readonly #follower = new ListFollower(this, {
    onLeft: (ids) => this.#list?.deselect(ids),
    onChange: () => void this.#list?.refresh(),
  })
  readonly #where = new ListWhere()
  #formOpenedByAddress = false
  /** A filter that is too long for the address, until another one is chosen. */
  #longFilter: RecordFilter | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    this.#returnToPlace()
    const { shortcuts, live } = this.app
    this.untilRemoved(
      shortcuts.add({
        ...{ c: () => this.#create(), '/': () => this.#list?.focusSearch(), f: () => void this.#openFilter() },
        ...this.#rowKeys(),
      }),
    )
    this.untilRemoved(live.subscribe((message) => message.type === 'reconnected' && this.#follower.readSoon()))
  }

  override disconnectedCallback(): void {
    const list = this.#list
    if (list) listMemory.set(this.entity, { ...this.#address, search: list.search })
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
    if (this.#schema) this.#follower.follow({ client: this.app.client, entity: this.entity, where: this.#asked })
    if (!changed.has('query')) return
    this.element('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
    const named = this.query.get('view')
    if (named !== null) viewMemory.set(this.app.session.tenant.slug, this.entity, named)
    const asked = this.query.get('new') !== null
    if (asked && !this.#formOpenedByAddress) this.#create()
    this.#formOpenedByAddress = asked
  }

  get #list() {
    return this.element<HTMLElementTagNameMap['tenon-record-list']>('tenon-record-list')
  }

  get #address(): ListAddress {
    return readListAddress(this.query)
  }

  get #view(): ListView {
    return listView(this.app.model, this.entity, this.query.get('view') ?? 'all')
  }

  /** As it was chosen: what moves with the person and the calendar is still in it. */
  get #filter(): RecordFilter | null {
    const { filter } = this.#address
    return this.#longFilter ?? (filter === undefined ? this.#view.where : filter)
  }

  /** What the server is asked with. */
  get #asked(): RecordFilter | null {
    const { model, session } = this.app
    const { pipeline } = this.#address
    const isThere = pipelinesOf(model, this.entity).some(({ name }) => name === pipeline)
    return this.#where.of({
      filter: this.#filter,
      pipeline: isThere ? pipeline : null,
      place: { model, entity: this.entity, locale: this.locale },
      reader: filterReader(model, session.user.id),
    })
  }

  /** A list that is opened without saying how is shown as it was left. */
  #returnToPlace(): void {
    if (this.query.get('view') !== null) return
    const left = viewMemory.get(this.app.session.tenant.slug, this.entity) ?? 'all'
    const isThere = left === 'all' || left === 'mine' || this.app.model.views[left]?.entity === this.entity
    if (!isThere) return
    const place = listMemory.get(this.entity)
    const { path } =
      place && (place.view ?? 'all') === left
        ? listAddress(this.entity, { ...place, view: left })
        : { path: viewPath(this.entity, left) }
    const isPlain = path === viewPath(this.entity, 'all')
    const rest = this.query.get('new') === null ? '' : '&new=1'
    if (!isPlain && this.query.get('filter') === null) this.app.router.replace(`${path}${rest}`)
  }

  /** The same list under another address, without a step in the history. */
  #change(changes: Partial<ListAddress>): void {
    const { path, isWhole } = listAddress(this.entity, { ...this.#address, view: this.#view.name, ...changes })
    this.#longFilter = isWhole || !changes.filter ? null : changes.filter
    this.app.router.replace(path)
    this.requestUpdate()
  }

  #applyFilter({ filter }: FilterAppliedEvent): void {
    const isOwn = JSON.stringify(filter) === JSON.stringify(this.#view.where)
    this.#change({ filter: isOwn ? undefined : filter })
  }

  #onSort(): void {
    const sort: SortKey | null = this.#list?.sort ?? null
    this.#change({ sort })
  }

  async #openFilter(): Promise<void> {
    if (!this.#schema) return
    await import('../filters/filter-sheet.ts')
    await this.element<HTMLElementTagNameMap['studio-filter-sheet']>('studio-filter-sheet')?.open(this.#filter)
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  /** From anywhere on the page, j and k step into the rows; the list itself has the keys from there on. */
  #rowKeys(): Record<string, () => void> {
    const enter = () => this.#list?.renderRoot.querySelector<HTMLElement>('tbody .open')?.focus()
    return { j: enter, k: enter }
  }

  #choosePipeline(pipeline: string | null): void {
    const { path } = listAddress(this.entity, { ...this.#address, view: this.#view.name, pipeline })
    void this.app.router.navigate(path)
  }

  #create(initialValues: JsonObject = {}): void {
    if (!this.#schema?.access.create) return
    const pipeline = this.query.get('pipeline')
    const values = pipeline === null ? initialValues : { pipeline, ...initialValues }
    void this.element<RecordSheet>('studio-record-sheet')?.open({ entity: this.entity, initialValues: values })
  }

  #closeSheet(): void {
    const { view } = this.#address
    const path = view === null ? listPath(this.entity) : listAddress(this.entity, this.#address).path
    if (this.query.get('new') !== null) this.app.router.replace(path)
    void this.#list?.refresh()
  }

  async #deleteSelected(): Promise<void> {
    const list = this.#list
    if (!list) return
    await deleteManyWithUndo(this.app, { entity: this.entity, ids: list.selectedIds, locale: this.locale })
    list.clearSelection()
    void list.refresh()
  }

  override render() {
    const schema = this.#schema
    if (!schema) return this.#renderMissing()
    const place = listMemory.get(this.entity)
    const view = this.#view
    const { sort, isBroken } = this.#address
    return html`${this.#renderHeader(schema)}
      <div class="body">
        ${isBroken ? html`<div class="notice caution" role="alert"><p>${this.t('filterBroken')}</p></div>` : nothing}
        ${this.#longFilter ? html`<div class="notice caution" role="status"><p>${this.t('filterTooLong')}</p></div>` : nothing}
        <studio-filter-bar
          .app=${this.app}
          .entity=${this.entity}
          .filter=${this.#filter}
          @studio-filter-applied=${this.#applyFilter}
          @studio-filter-open=${() => void this.#openFilter()}
        ></studio-filter-bar>
        <tenon-record-list
          .client=${this.app.client}
          .model=${this.app.model}
          .entity=${this.entity}
          .where=${this.#asked}
          .clearable=${this.#filter !== null}
          .order=${view.order}
          .columns=${view.columns}
          .search=${this.hasUpdated ? (this.#list?.search ?? '') : (place?.search ?? '')}
          .sort=${this.#sameSort(sort)}
          .locale=${this.locale}
          .exporter=${this.app.exporter}
          @tenon-sort-change=${this.#onSort}
          @tenon-clear-filters=${() => this.#change({ filter: view.where === null ? undefined : null })}
          @tenon-create-record=${(event: CreateRecordEvent) => this.#create(event.values)}
          @tenon-selection-change=${() => this.#actions.offer()}
        >
          <button
            slot="toolbar"
            class="button dense"
            aria-haspopup="dialog"
            @click=${() => void this.#openFilter()}
          >
            ${icon('list-filter')} ${this.t('filter')}
          </button>
          <studio-action-menu
            slot="selection"
            dense
            .actions=${this.#actions.at('selection')}
            @studio-action-chosen=${({ action }: ActionChosenEvent) => this.#actions.runOnSelection(action)}
          ></studio-action-menu>
          ${
            schema.access.delete
              ? html`<button slot="selection" class="button dense" @click=${() => void this.#deleteSelected()}>
                  ${icon('trash-2')} ${this.t('delete')}
                </button>`
              : nothing
          }
        </tenon-record-list>
      </div>
      <studio-filter-sheet
        .app=${this.app}
        .entity=${this.entity}
        @studio-filter-applied=${this.#applyFilter}
      ></studio-filter-sheet>
      <studio-record-sheet .app=${this.app} @studio-sheet-closed=${this.#closeSheet}></studio-record-sheet>`
  }

  /** The same object for the same order: the list reads again for another one. */
  #sameSort(sort: SortKey | null): SortKey | null {
    const now = this.#list?.sort ?? null
    return JSON.stringify(now) === JSON.stringify(sort) ? now : sort
  }

  #renderHeader(schema: ModelViewEntity) {
    const { name: current } = this.#view
    const boards = pipelinesOf(this.app.model, this.entity)
    const last = boardMemory.get(this.app.session.tenant.slug, this.entity)
    const board = boards.find(({ name }) => name === last) ?? boards[0]
    return pageHeader({
      title: this.text(schema.pluralLabel),
      tabs: [
        { label: this.t('viewAll'), path: viewPath(this.entity, 'all'), current: current === 'all' },
        { label: this.t('viewMine'), path: viewPath(this.entity, 'mine'), current: current === 'mine' },
        ...viewsOf(this.app.model, this.entity).map(({ name, label }) => ({
          label: this.text(label),
          path: viewPath(this.entity, name),
          current: current === name,
        })),
        ...(board ? [{ label: this.t('board'), path: boardPath(board.name), current: false }] : []),
      ],
      actions: html`${schema.access.delete ? html`<a class="button quiet icon" href=${trashPath(this.entity)} title=${this.t('trash')} aria-label=${this.t('trash')}>${icon('archive-restore')}</a>` : nothing}<studio-pipeline-select
          with-all
          .label=${this.t('pipelineFilter')}
          .pipelines=${boards}
          .chosen=${this.query.get('pipeline')}
          @studio-pipeline-chosen=${({ pipeline }: PipelineChosenEvent) => this.#choosePipeline(pipeline)}
        ></studio-pipeline-select>
        <studio-action-menu
          .actions=${this.#actions.at('list')}
          @studio-action-chosen=${({ action }: ActionChosenEvent) => this.#actions.runOnList(action)}
        ></studio-action-menu>
        ${
          schema.access.create
            ? html`<button class="button primary" @click=${() => this.#create()}>
                ${icon('plus')} ${this.t('newOf', { entity: this.text(schema.label) })}
              </button>`
            : nothing
        }`,
    })
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
