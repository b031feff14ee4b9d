import type { TenonClient } from '@tenon/sdk/client'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelPipeline, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { Filter } from '@tenon/sdk/contract/query'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { CreateRecordEvent } from '@tenon/web-components/events/create-record-event'
import type { EditFieldEvent } from '@tenon/web-components/events/edit-field-event'
import type { RecordSavedEvent } from '@tenon/web-components/events/record-saved-event'
import '@tenon/web-components/pipeline-board'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, listPath, reportPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { leadingClient } from '../moves/leading-client.ts'
import { boardMemory } from './board-memory.ts'
import type { PipelineChosenEvent } from './pipeline-select.ts'
import { pipelinesOf } from './pipelines-of.ts'
import type { RecordSheet, SheetTask } from './record-sheet.ts'
import './pipeline-select.ts'
import './record-sheet.ts'

const LIVE_DELAY_MS = 300
const SEARCH_DELAY_MS = 250

/** One pipeline as a board. `?view=mine` narrows to the person's own records. */
export class BoardPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    pageStyles,
    css`
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        overflow: hidden;
        background: var(--tenon-canvas);
      }
      tenon-pipeline-board {
        min-width: 0;
        min-height: 0;
        height: 100%;
      }
      .filter {
        width: min(220px, 40vw);
      }
      @media (max-width: 1199px) {
        .filter {
          width: 140px;
        }
      }
      @media (max-width: 719px) {
        .filter {
          display: none;
        }
      }
      @media print {
        .body {
          display: block;
          overflow: visible;
        }
        tenon-pipeline-board {
          height: auto;
        }
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    pipeline: {},
    query: { attribute: false },
    search: { state: true },
  }
  declare app: AppServices
  declare pipeline: string
  declare query: URLSearchParams
  declare search: string
  #mine: Filter | null = null
  #leading: { of: TenonClient; client: TenonClient } | null = null
  #liveTimer: ReturnType<typeof setTimeout> | undefined
  #searchTimer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.search = ''
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#mine = { field: 'ownerId', op: 'eq', value: this.app.session.user.id }
    this.untilRemoved(
      this.app.shortcuts.add({ c: () => this.#create(), '/': () => this.element<HTMLElement>('.filter')?.focus() }),
    )
    this.untilRemoved(
      this.app.live.subscribe((message) => {
        const concerns = 'entity' in message && message.entity === this.#pipeline?.entity
        if (concerns || message.type === 'reconnected') this.#refreshSoon()
      }),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#liveTimer)
    clearTimeout(this.#searchTimer)
  }

  override updated(_changed: PropertyValues<this>): void {
    const pipeline = this.#pipeline
    if (!pipeline) return
    document.title = `${this.text(pipeline.label)} · Tenon`
    boardMemory.set(this.app.session.tenant.slug, pipeline.entity, pipeline.name)
  }

  get #pipeline(): ModelPipeline | undefined {
    return this.app.model.pipelines[this.pipeline]
  }

  get #schema(): ModelViewEntity | undefined {
    return this.#pipeline && this.app.model.entities[this.#pipeline.entity]
  }

  get #board() {
    return this.element<HTMLElementTagNameMap['tenon-pipeline-board']>('tenon-pipeline-board')
  }

  /** One for each of the application's clients: a board with another reads everything again. */
  get #client(): TenonClient {
    if (this.#leading?.of !== this.app.client) this.#leading = { of: this.app.client, client: leadingClient(this.app) }
    return this.#leading.client
  }

  #refreshSoon(): void {
    clearTimeout(this.#liveTimer)
    this.#liveTimer = setTimeout(() => void this.#board?.refresh(), LIVE_DELAY_MS)
  }

  #openSheet(task: SheetTask): void {
    void this.element<RecordSheet>('studio-record-sheet')?.open(task)
  }

  #create(initialValues: JsonObject = { pipeline: this.pipeline }): void {
    const pipeline = this.#pipeline
    if (pipeline && this.#schema?.access.create) this.#openSheet({ entity: pipeline.entity, initialValues })
  }

  async #editField({ entity, recordId, field }: EditFieldEvent): Promise<void> {
    try {
      const record = await this.app.client.records.get({ entity, id: recordId })
      this.#openSheet({ entity, record, startField: field })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #switch(pipeline: string | null): void {
    if (pipeline === null) return
    const view = this.query.get('view')
    void this.app.router.navigate(`${boardPath(pipeline)}${view === null ? '' : `?view=${encodeURIComponent(view)}`}`)
  }

  #searchSoon(event: Event): void {
    const term = (event.target as HTMLInputElement).value.trim()
    clearTimeout(this.#searchTimer)
    this.#searchTimer = setTimeout(() => {
      this.search = term
    }, SEARCH_DELAY_MS)
  }

  override render() {
    const pipeline = this.#pipeline
    const schema = this.#schema
    if (!pipeline || !schema) return this.#renderMissing()
    return html`${this.#renderHeader(pipeline, schema)}
      <div class="body">
        <tenon-pipeline-board
          .client=${this.#client}
          .model=${this.app.model}
          .pipeline=${this.pipeline}
          .where=${this.query.get('view') === 'mine' ? this.#mine : null}
          .search=${this.search}
          .locale=${this.locale}
          @tenon-create-record=${(event: CreateRecordEvent) => this.#create(event.values)}
          @tenon-edit-field=${(event: EditFieldEvent) => void this.#editField(event)}
        ></tenon-pipeline-board>
      </div>
      <studio-record-sheet
        .app=${this.app}
        @tenon-save=${({ record }: RecordSavedEvent) => this.#board?.data.show(record)}
        @studio-sheet-closed=${() => void this.#board?.refresh()}
      ></studio-record-sheet>`
  }

  #renderHeader(pipeline: ModelPipeline, schema: ModelViewEntity) {
    const mine = this.query.get('view') === 'mine'
    const path = boardPath(pipeline.name)
    return pageHeader({
      crumbs: [{ label: this.text(schema.pluralLabel), path: listPath(schema.name) }],
      title: this.text(pipeline.label),
      tabs: [
        { label: this.t('viewAll'), path, current: !mine },
        { label: this.t('viewMine'), path: `${path}?view=mine`, current: mine },
        { label: this.t('report'), path: reportPath(pipeline.name), current: false },
        { label: this.t('list'), path: listPath(schema.name), current: false },
      ],
      actions: html`<studio-pipeline-select
          .pipelines=${pipelinesOf(this.app.model, pipeline.entity)}
          .chosen=${pipeline.name}
          @studio-pipeline-chosen=${({ pipeline: chosen }: PipelineChosenEvent) => this.#switch(chosen)}
        ></studio-pipeline-select>
        <input
          class="input filter"
          type="search"
          placeholder=${this.t('filter')}
          aria-label=${this.t('filter')}
          @input=${this.#searchSoon}
        />
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
    const title = this.t('boardMissingTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'cards',
          title,
          text: this.t('boardMissingText'),
          action: html`<a class="button" href="/">${this.t('goHome')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-board-page', BoardPage)
