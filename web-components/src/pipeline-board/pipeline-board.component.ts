import type { TenonClient } from '@tenon/sdk/client'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelPipeline, ModelView } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { Filter } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { chipStyles, stateStyles } from '../data.styles.ts'
import { CreateRecordEvent } from '../events/create-record-event.ts'
import { EditFieldEvent } from '../events/edit-field-event.ts'
import { OpenRecordEvent } from '../events/open-record-event.ts'
import { StageChangedEvent } from '../events/stage-changed-event.ts'
import { localeOf } from '../internal/locale-of.ts'
import { BoardData } from './board-data.ts'
import { neighbour, placeOf } from './board-keys.ts'
import { BoardMover, type MoverHost } from './board-mover.ts'
import { type BoardView, isAllowed, labelOfStage, titleOf } from './board-view.ts'
import { CardDrag } from './card-drag.ts'
import { pipelineBoardStyles } from './pipeline-board.styles.ts'
import { pipelineBoardTexts } from './pipeline-board.texts.ts'
import { renderColumn } from './render-column.ts'

const UNDO_MS = 8000

/**
 * The stages of a pipeline as columns of cards, moved by pointer, by keyboard or by a menu. A move shows at once; a
 * refused one comes back with the reason beside its card. Fires `tenon-open-record`, `tenon-stage-change`,
 * `tenon-create-record` and, from a refusal, `tenon-edit-field`.
 */
export class PipelineBoard extends LitElement implements MoverHost {
  static override styles = [controlStyles, chipStyles, stateStyles, pipelineBoardStyles]
  static override properties = {
    client: { attribute: false },
    model: { attribute: false },
    pipeline: {},
    where: { attribute: false },
    search: {},
    pageSize: { type: Number, attribute: 'page-size' },
    locale: {},
    active: { state: true },
    announcement: { state: true },
    toast: { state: true },
    figures: { state: true },
  }

  declare client: TenonClient | null
  declare model: ModelView | null
  /** Name of the pipeline. */
  declare pipeline: string
  declare where: Filter | null
  declare search: string
  /** Cards per column and step, 1–200. */
  declare pageSize: number
  /** Default: the model's language. */
  declare locale: string | null
  declare active: string | null
  declare announcement: string
  declare toast: { text: string; undo(): void } | null
  declare figures: BoardView['figures']

  readonly data = new BoardData(() => this.requestUpdate())
  readonly #mover = new BoardMover(this)
  readonly #drag = new CardDrag(this, (id, stage) => this.#mover.move(id, stage))
  #toastTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.client = null
    this.model = null
    this.pipeline = ''
    this.where = null
    this.search = ''
    this.pageSize = 25
    this.locale = null
    this.active = null
    this.announcement = ''
    this.toast = null
    this.figures = null
  }

  get language(): Locale {
    return localeOf(this, this.locale ?? this.model?.locale)
  }

  get texts() {
    return pipelineBoardTexts(this.language)
  }

  /** Reads the board again; cards stay on the screen meanwhile. */
  refresh(): Promise<void> {
    return this.data.refresh()
  }

  titleOf(recordId: string): string {
    const record = this.data.columnOf(recordId)?.records.find(({ id }) => id === recordId)
    const view = this.#view
    return record && view ? titleOf(record, view) : ''
  }

  labelOf(stage: StageSchema): string {
    return textIn(stage.label, this.language)
  }

  announce(text: string): void {
    this.announcement = text
  }

  async onMoved(record: TenonRecord, from: StageSchema, to: StageSchema): Promise<void> {
    this.dispatchEvent(new StageChangedEvent(this.#pipeline?.entity ?? '', record, from.name))
    clearTimeout(this.#toastTimer)
    const undo = () => {
      this.toast = null
      void this.#mover.move(record.id, from.name)
    }
    this.toast = { text: this.texts.moved(this.titleOf(record.id), this.labelOf(to)), undo }
    this.#toastTimer = setTimeout(() => {
      this.toast = null
    }, UNDO_MS)
    void this.data.refresh()
    await this.#focusIfLost(record.id)
  }

  async onRefused(recordId: string): Promise<void> {
    this.toast = null
    // After a lost race the card is not what the person thought it was: show it as it is.
    if (this.data.refusals.get(recordId)?.error.code === 'VERSION_CONFLICT') void this.data.refresh()
    await this.#focusIfLost(recordId)
    const card = this.#card(recordId)
    card?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#toastTimer)
    this.data.cancel()
  }

  protected override async firstUpdated() {
    this.figures = (await import('./board-figures.ts')).boardFigures
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const asksAnew = ['client', 'model', 'pipeline', 'where', 'search', 'pageSize'] as const
    const { client, model } = this
    const pipeline = this.#pipeline
    if (asksAnew.some((name) => changed.has(name)) && client && model && pipeline) {
      const { where, search, pageSize } = this
      void this.data.open({ client, model, query: { pipeline, where, search, pageSize } })
    }
    const columns = this.data.columns ?? []
    if (!placeOf(columns, this.active)) this.active = columns.find(({ records }) => records[0])?.records[0]?.id ?? null
  }

  protected override render() {
    const { error, columns } = this.data
    const view = this.#view
    const { texts } = this
    return html`${
      error
        ? html`<div class="notice critical" role="alert">
            <p><strong>${texts.loadFailed}</strong> ${error.message}</p>
            <button type="button" class="button" @click=${() => this.refresh()}>${texts.retry}</button>
          </div>`
        : nothing
    }
      <p id="instructions" hidden>${texts.instructions}</p>
      <div class="board" part="board" @keydown=${this.#onKeydown} @focusin=${this.#onFocus}>
        ${columns && view ? columns.map((column) => renderColumn(column, view)) : error ? nothing : this.#renderSkeleton()}
      </div>
      <tenon-move-menu .heading=${texts.moveTo} .notAllowed=${texts.notAllowed}></tenon-move-menu>
      <p class="visually-hidden" role="status" aria-live="assertive">${this.announcement}</p>
      ${this.toast ? this.#renderToast(this.toast) : nothing}`
  }

  get #pipeline(): ModelPipeline | undefined {
    return this.model?.pipelines[this.pipeline]
  }

  get #moving(): BoardView['moving'] {
    const { recordId, stage } = this.#mover.lifted ?? this.#drag
    const from = recordId && this.data.columnOf(recordId)?.stage
    return recordId && from ? { recordId, from, stage } : null
  }

  get #view(): BoardView | null {
    const { model, data } = this
    const pipeline = this.#pipeline
    const access = pipeline && model?.entities[pipeline.entity]?.access
    if (!model || !pipeline || !access) return null
    return {
      pipeline,
      context: { locale: this.language, model },
      texts: this.texts,
      canCreate: access.create,
      canMove: access.update,
      active: this.active,
      moving: this.#moving,
      pending: data.pending,
      refusals: data.refusals,
      figures: this.figures,
      onShowMore: (column) => void data.showMore(column),
      onCreate: (stage) => {
        const values = { pipeline: pipeline.name, stage: stage.name }
        this.dispatchEvent(new CreateRecordEvent(pipeline.entity, values))
      },
      onOpen: (id) => this.dispatchEvent(new OpenRecordEvent(pipeline.entity, id)),
      onGrab: (event, id) => this.#drag.start(event, id),
      onMenu: (id) => void this.#openMenu(id),
      onEditField: (id, field) => this.dispatchEvent(new EditFieldEvent(pipeline.entity, id, field)),
      onDismiss: (id) => {
        data.refusals.delete(id)
        this.requestUpdate()
        this.#card(id)?.focus()
      },
    }
  }

  #renderSkeleton() {
    const stages = this.#pipeline?.stages ?? [1, 2, 3, 4, 5]
    return stages.map(
      () => html`<section class="column" aria-hidden="true">
        <header class="column-header"><i class="skeleton"></i></header>
        <div class="cards">
          <ul>
            ${[1, 2, 3].map(() => html`<li><div class="card"><i class="skeleton"></i><i class="skeleton"></i></div></li>`)}
          </ul>
        </div>
      </section>`,
    )
  }

  #renderToast({ text, undo }: { text: string; undo(): void }) {
    return html`<div class="toast" part="toast">
      <span>${text}</span><button type="button" class="button dense" @click=${undo}>${this.texts.undo}</button>
    </div>`
  }

  #card(recordId: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(recordId)}"]`)
  }

  /** A card that changes its column is drawn anew there, and the focus it had would go to the page. */
  async #focusIfLost(recordId: string): Promise<void> {
    this.active = recordId
    await this.updateComplete
    if (!this.shadowRoot?.activeElement) this.#card(recordId)?.focus()
  }

  async #openMenu(recordId: string): Promise<void> {
    const from = this.data.columnOf(recordId)?.stage
    const menu = this.renderRoot.querySelector('tenon-move-menu')
    const opener = this.#card(recordId)
    const view = this.#view
    if (!from || !menu || !opener || !view?.canMove) return
    const targets = view.pipeline.stages
      .filter(({ name }) => name !== from.name)
      .map((stage) => ({
        stage: stage.name,
        label: labelOfStage(stage, view),
        hue: stage.hue ?? 'gray',
        allowed: isAllowed(from, stage),
      }))
    // It comes when it is first asked for: most moves are drags.
    await import('./move-menu.ts')
    await menu.open(opener, targets, (stage) => void this.#mover.move(recordId, stage))
  }

  #onFocus = (event: FocusEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset['id']
    if (id) this.active = id
  }

  #onKeydown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset['id']
    if (!id || event.metaKey || event.ctrlKey) return
    const handled = this.#mover.lifted ? this.#onLiftedKey(event.key) : this.#onCardKey(event, id)
    if (handled) event.preventDefault()
  }

  #onLiftedKey(key: string): boolean {
    if (key === 'ArrowLeft') this.#mover.carry(-1)
    else if (key === 'ArrowRight') this.#mover.carry(1)
    else if (key === ' ' || key === 'Enter') void this.#mover.drop()
    else if (key === 'Escape' || key === 'Tab') this.#mover.putBack()
    else return key.startsWith('Arrow')
    return true
  }

  #onCardKey({ key, altKey, shiftKey }: KeyboardEvent, id: string): boolean {
    const canMove = this.#view?.canMove ?? false
    if (altKey && shiftKey && canMove && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      void this.#mover.shift(id, key === 'ArrowRight' ? 1 : -1)
    } else if (altKey) return false
    else if (key === 'Enter') this.#view?.onOpen(id)
    else if (key === ' ' && canMove) this.#mover.lift(id)
    else if (key === 'm' && canMove) void this.#openMenu(id)
    else return this.#focusNeighbour(id, key)
    return true
  }

  #focusNeighbour(id: string, key: string): boolean {
    const columns = this.data.columns ?? []
    const place = placeOf(columns, id)
    const next = place && neighbour(columns, place, key)
    if (!next) return false
    this.active = next
    this.#card(next)?.focus()
    return true
  }
}
