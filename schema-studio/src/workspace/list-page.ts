import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { CreateRecordEvent } from '@tenon/web-components/events/create-record-event'
import '@tenon/web-components/record-list'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { ActionChosenEvent } from '../actions/action-menu.ts'
import '../actions/action-menu.ts'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, duplicatesPath, listPath, trashPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { boardMemory } from './board-memory.ts'
import { deleteManyWithUndo } from './delete-many-with-undo.ts'
import { ListActions } from './list-actions.ts'
import { listMemory } from './list-memory.ts'
import { type ListView, listView, viewMemory, viewPath, viewsOf } from './list-view.ts'
import type { PipelineChosenEvent } from './pipeline-select.ts'
import { pipelinesOf } from './pipelines-of.ts'
import type { RecordSheet } from './record-sheet.ts'
import './pipeline-select.ts'
import './record-sheet.ts'

/** Several changes in a row, such as an import, are read once. */
const LIVE_DELAY_MS = 300

/** Records of one entity. `?view=` names one of its views, `mine` or `all`; `?new=1` opens the form. */
export class ListPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    pageStyles,
    css`
      .body {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        overflow: hidden;
      }
      tenon-record-list {
        min-height: 0;
        height: 100%;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, entity: {}, query: { attribute: false } }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  #mine: ListView = { name: 'mine', where: null, order: null, columns: null }
  readonly #actions = new ListActions(() => ({
    app: this.app,
    entity: this.entity,
    view: this.#view,
    list: this.#list,
  }))
  #timer: ReturnType<typeof setTimeout> | undefined
  #formOpenedByAddress = false
  #narrow: { where: Filter | null; pipeline: string; filter: Filter } | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    const where = { field: 'ownerId', op: 'eq' as const, value: this.app.session.user.id }
    this.#mine = { ...this.#mine, where }
    this.#returnToView()
    this.untilRemoved(
      this.app.shortcuts.add({ c: () => this.#create(), '/': () => this.#list?.focusSearch(), ...this.#rowKeys() }),
    )
    this.untilRemoved(
      this.app.live.subscribe((message) => {
        if (message.type === 'reconnected' || ('entity' in message && message.entity === this.entity))
          this.#refreshSoon()
      }),
    )
  }

  override disconnectedCallback(): void {
    const list = this.#list
    if (list) listMemory.set(this.entity, { search: list.search, sort: list.sort })
    this.#actions.withdraw()
    clearTimeout(this.#timer)
    super.disconnectedCallback()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('query')
    if (!before || before.get('view') === this.query.get('view')) return
    // Another view begins without what was searched, sorted and selected in the one before.
    const list = this.#list
    if (!list) return
    Object.assign(list, { search: '', sort: null })
    list.clearSelection()
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('query') || changed.has('app')) this.#actions.offer()
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

  get #view(): ListView {
    const name = this.query.get('view') ?? 'all'
    return listView(this.app.model, this.entity, { name, mine: this.#mine })
  }

  /** A list that is opened without saying how is shown as it was left. */
  #returnToView(): void {
    if (this.query.get('view') !== null) return
    const left = viewMemory.get(this.app.session.tenant.slug, this.entity)
    if (left === null || left === 'all') return
    const isThere = left === 'mine' || this.app.model.views[left]?.entity === this.entity
    const rest = this.query.get('new') === null ? '' : '&new=1'
    if (isThere) this.app.router.replace(`${viewPath(this.entity, left)}${rest}`)
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  /** From anywhere on the page, j and k step into the rows; the list itself has the keys from there on. */
  #rowKeys(): Record<string, () => void> {
    const enter = () => this.#list?.renderRoot.querySelector<HTMLElement>('tbody .open')?.focus()
    return { j: enter, k: enter }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#list?.refresh(), LIVE_DELAY_MS)
  }

  #choosePipeline(pipeline: string | null): void {
    const view = viewPath(this.entity, this.query.get('view') ?? 'all')
    const path = pipeline === null ? view : `${view}&pipeline=${encodeURIComponent(pipeline)}`
    void this.app.router.navigate(path)
  }

  /** The view's records of the chosen pipeline. The list reads again for another object: it is the same for the same. */
  #narrowed(where: Filter | null): Filter | null {
    const pipeline = this.query.get('pipeline')
    const isThere = pipelinesOf(this.app.model, this.entity).some(({ name }) => name === pipeline)
    if (pipeline === null || !isThere) return where
    if (this.#narrow?.where !== where || this.#narrow.pipeline !== pipeline) {
      const own: Filter = { field: 'pipeline', op: 'eq', value: pipeline }
      this.#narrow = { where, pipeline, filter: where === null ? own : { and: [where, own] } }
    }
    return this.#narrow.filter
  }

  #create(initialValues: JsonObject = {}): void {
    if (!this.#schema?.access.create) return
    const pipeline = this.query.get('pipeline')
    const values = pipeline === null ? initialValues : { pipeline, ...initialValues }
    void this.element<RecordSheet>('studio-record-sheet')?.open({ entity: this.entity, initialValues: values })
  }

  #closeSheet(): void {
    const named = this.query.get('view')
    const path = named === null ? listPath(this.entity) : viewPath(this.entity, named)
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
    return html`${this.#renderHeader(schema)}
      <div class="body">
        <tenon-record-list
          .client=${this.app.client}
          .model=${this.app.model}
          .entity=${this.entity}
          .where=${this.#narrowed(view.where)}
          .order=${view.order}
          .columns=${view.columns}
          .search=${this.hasUpdated ? (this.#list?.search ?? '') : (place?.search ?? '')}
          .sort=${this.hasUpdated ? (this.#list?.sort ?? null) : (place?.sort ?? null)}
          .locale=${this.locale}
          .exporter=${this.app.exporter}
          @tenon-create-record=${(event: CreateRecordEvent) => this.#create(event.values)}
          @tenon-selection-change=${() => this.#actions.offer()}
        >
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
      <studio-record-sheet .app=${this.app} @studio-sheet-closed=${this.#closeSheet}></studio-record-sheet>`
  }

  #renderDuplicates({ duplicates = [], access }: ModelViewEntity) {
    if (duplicates.length === 0 || !access.update) return nothing
    const label = this.t('duplicates')
    return html`<a class="button quiet icon" href=${duplicatesPath(this.entity)} title=${label} aria-label=${label}>${icon('copy')}</a>`
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
      actions: html`${this.#renderDuplicates(schema)}${schema.access.delete ? html`<a class="button quiet icon" href=${trashPath(this.entity)} title=${this.t('trash')} aria-label=${this.t('trash')}>${icon('archive-restore')}</a>` : nothing}<studio-pipeline-select
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
