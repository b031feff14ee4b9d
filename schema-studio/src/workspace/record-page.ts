import type { ModelViewAction, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type ProblemRecord, TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { handlesPersons } from '../app/handles-persons.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { recordTitle } from '../app/record-title.ts'
import { listPath, recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { AccessDialog } from './access-dialog.ts'
import type { AsOfDialog } from './as-of-dialog.ts'
import type { AsOfEvent } from './as-of-event.ts'
import { deleteWithUndo } from './delete-with-undo.ts'
import { PresenceKeeper } from './presence-keeper.ts'
import type { EditFieldEvent } from './record-details.ts'
import { recordPageStyles } from './record-page.styles.ts'
import type { RecordSheet, SheetTask } from './record-sheet.ts'
import { RecordWatcher } from './record-watcher.ts'
import { namingValue, type RelatedList, relatedLists } from './related-lists.ts'
import { renderRecordActions } from './render-record-actions.ts'
import { renderLoading, renderRecordState } from './render-record-state.ts'
import { restoreState } from './restore-state.ts'
import type { RestoreStateEvent, WantedState } from './restore-state-event.ts'
import './record-details.ts'
import './record-history.ts'
import './record-sheet.ts'
import './record-stage.ts'
import './record-tags.ts'
import './present-people.ts'
import './related-card.ts'

const TABS = ['details', 'activity', 'related'] as const
type Tab = (typeof TABS)[number]

/** One record: its fields, what happened to it, and what belongs to it. `?edit=1&focus=<field>` opens the form. */
export class RecordPage extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles, recordPageStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    recordId: {},
    query: { attribute: false },
    tab: { state: true },
    showsAccess: { state: true },
    showsAsOf: { state: true },
    handlesPersons: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare recordId: string
  declare query: URLSearchParams
  /** Only on narrow screens, where the columns do not stand side by side. */
  declare tab: Tab
  declare showsAccess: boolean
  declare showsAsOf: boolean
  /** Whether the data of persons are offered. */
  declare handlesPersons: boolean
  readonly #watcher = new RecordWatcher(this)
  readonly #presence = new PresenceKeeper(this, () => {
    const { record } = this.#watcher
    return record && { entity: this.entity, id: record.id, state: 'viewing' }
  })
  #openedFor = ''
  /** The record whose visit is noted. */
  #visited = ''
  #withdrawCommands: (() => void) | null = null

  constructor() {
    super()
    this.tab = 'details'
    this.showsAccess = false
    this.showsAsOf = false
    this.handlesPersons = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.personal.subscribe(() => this.requestUpdate()))
    this.untilRemoved(this.app.shortcuts.add({ e: () => this.#edit(), s: () => void this.#toggleFavourite() }))
    if (this.#schema?.subject === true) void handlesPersons(this.app).then((is) => (this.handlesPersons = is))
  }

  override disconnectedCallback(): void {
    this.#withdrawCommands?.()
    super.disconnectedCallback()
  }

  override updated(changed: PropertyValues<this>): void {
    const { record } = this.#watcher
    this.#offerCommands()
    if (record && changed.has('recordId')) this.#visited = ''
    if (record && this.#visited !== record.id) this.#visit(record.id)
    const asked = this.query.get('edit') ? `${this.query}` : ''
    if (!record || asked === this.#openedFor) return
    if (changed.has('query') || asked) this.#openedFor = asked
    if (asked) this.#edit(this.query.get('focus') ?? undefined)
  }

  get #schema(): ModelViewEntity | undefined {
    return this.#watcher.app.model.entities[this.entity]
  }

  #visit(id: string): void {
    this.#visited = id
    // Whoever looks as somebody else leaves no trace among what that person has opened.
    if (this.app.looksAsOther) return
    void this.app.personal.visit({ entity: this.entity, id })
  }

  async #toggleFavourite(): Promise<void> {
    const { personal, toast, looksAsOther } = this.app
    if (looksAsOther) return
    const { entity, recordId: id } = this
    try {
      await personal.setFavourite({ entity, id }, !personal.isFavourite(id))
    } catch (error) {
      toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #edit(field?: string): void {
    if (!this.#schema?.access.update || !this.#watcher.record) return
    this.#openSheet({ entity: this.entity, record: this.#watcher.record, startField: field })
  }

  #openSheet(task: SheetTask): void {
    void this.element<RecordSheet>('studio-record-sheet')?.open(task)
  }

  #closeSheet(): void {
    if (this.query.get('edit')) this.app.router.replace(recordPath(this.entity, this.recordId))
    void this.#watcher.read()
  }

  get #actions(): ModelViewAction[] {
    return this.#schema?.actions.filter(({ places }) => places.includes('record')) ?? []
  }

  #run(action: ModelViewAction): void {
    const { record } = this.#watcher
    if (!record) return
    const title = recordTitle(this.entity, record, { model: this.app.model, locale: this.locale })
    const target = { kind: 'records' as const, ids: [record.id], title }
    this.app.openAction({ action, entity: this.entity, target, onEnd: () => void this.#watcher.read() })
  }

  /** The palette offers what the menu has, as long as the record is there. */
  #offerCommands(): void {
    this.#withdrawCommands?.()
    const { record } = this.#watcher
    if (!record) return
    const hint = recordTitle(this.entity, record, { model: this.app.model, locale: this.locale })
    this.#withdrawCommands = this.app.commands.add(
      this.#actions.map((action) => ({
        icon: action.icon ?? 'zap',
        label: this.text(action.label),
        hint,
        run: () => this.#run(action),
      })),
    )
  }

  /** Its code is fetched when it is first asked for. */
  async #openAccess(): Promise<void> {
    await import('./access-dialog.ts')
    this.showsAccess = true
    await this.updateComplete
    await this.element<AccessDialog>('studio-access-dialog')?.open()
  }

  async #openAsOf(at?: string): Promise<void> {
    await import('./as-of-dialog.ts')
    this.showsAsOf = true
    await this.updateComplete
    await this.element<AsOfDialog>('studio-as-of-dialog')?.open(at)
  }

  async #delete(record: TenonRecord): Promise<void> {
    const title = recordTitle(this.entity, record, { model: this.app.model, locale: this.locale })
    const deleted = await deleteWithUndo(this.app, { entity: this.entity, record, title, locale: this.locale })
    if (deleted) void this.app.router.navigate(listPath(this.entity))
  }

  /** The sheet stays whatever becomes of the record: something may have been typed into it. */
  override render() {
    return html`${this.#renderPage()}
      <studio-record-sheet .app=${this.app} @studio-sheet-closed=${this.#closeSheet}></studio-record-sheet>`
  }

  #renderPage() {
    const { record, error } = this.#watcher
    const schema = this.#schema
    if (!schema) return this.#renderMissing()
    if (!record) {
      const title = this.text(schema.pluralLabel)
      return error ? this.#renderError(error, schema) : renderLoading({ title, path: listPath(this.entity) }, TABS)
    }
    return html`${this.#renderHeader(schema, record)}
      <div class="body ${this.#watcher.isFresh ? 'fresh' : ''}">
        ${
          record.stage
            ? html`<studio-record-stage
                .app=${this.#watcher.app}
                .entity=${this.entity}
                .record=${record}
                @studio-record-moved=${() => void this.#watcher.read()}
                @studio-edit-field=${(event: EditFieldEvent) => this.#edit(event.field)}
              ></studio-record-stage>`
            : nothing
        }
        ${this.#renderTabs()}
        <div class="columns" data-tab=${this.tab}>${this.#renderColumns(record)}</div>
      </div>
      ${
        this.showsAccess
          ? html`<studio-access-dialog .app=${this.#watcher.app} .entity=${this.entity} .recordId=${record.id}></studio-access-dialog>`
          : nothing
      }
      ${
        this.showsAsOf
          ? html`<studio-as-of-dialog
              .app=${this.app}
              .entity=${this.entity}
              .record=${record}
              ?mayRestore=${schema.access.update}
              @studio-restore-state=${({ wanted }: RestoreStateEvent) => void this.#bringBack(record.id, wanted)}
            ></studio-as-of-dialog>`
          : nothing
      }`
  }

  #renderHeader(schema: ModelViewEntity, record: TenonRecord) {
    return pageHeader({
      crumbs: [{ label: this.text(schema.pluralLabel), path: listPath(this.entity) }],
      title: recordTitle(this.entity, record, { model: this.app.model, locale: this.locale }),
      aside: html`<studio-present-people .people=${this.#presence.people}></studio-present-people>`,
      actions: renderRecordActions({
        ...{ schema, record, entity: this.entity, locale: this.locale, actions: this.#actions },
        handlesPersons: this.handlesPersons,
        isFavourite: this.app.looksAsOther ? null : this.app.personal.isFavourite(record.id),
        toggleFavourite: () => void this.#toggleFavourite(),
        openAccess: () => void this.#openAccess(),
        remove: () => void this.#delete(record),
        edit: () => this.#edit(),
        run: (action) => this.#run(action),
      }),
    })
  }

  #renderTabs() {
    const names: Record<Tab, string> = {
      details: this.t('details'),
      activity: this.t('activity'),
      related: this.t('related'),
    }
    return html`<div class="switch-row" role="tablist" aria-label=${this.t('views')}>
      ${TABS.map(
        (tab) => html`<button
          role="tab"
          aria-selected=${tab === this.tab}
          aria-controls=${tab}
          @click=${() => {
            this.tab = tab
          }}
        >
          ${names[tab]}
        </button>`,
      )}
    </div>`
  }

  #renderColumns(record: TenonRecord) {
    const { readings, revision } = this.#watcher
    return html`<section id="details" class="details" aria-label=${this.t('details')}>
        <studio-record-tags
          .app=${this.#watcher.app}
          .entity=${this.entity}
          .recordId=${record.id}
          .version=${record.version}
        ></studio-record-tags>
        <studio-record-details
          .app=${this.#watcher.app}
          .entity=${this.entity}
          .record=${record}
          @studio-edit-field=${(event: EditFieldEvent) => this.#edit(event.field)}
        ></studio-record-details>
      </section>
      <section id="activity" class="activity" aria-labelledby="activity-title">
        <div class="activity-head">
          <h2 id="activity-title">${this.t('activity')}</h2>
          <button class="button quiet dense" @click=${() => void this.#openAsOf()}>${icon('clock')} ${this.t('asOfOpen')}</button>
        </div>
        <studio-history
          .app=${this.#watcher.app}
          .entity=${this.entity}
          .recordId=${record.id}
          .readings=${readings}
          ?mayRestore=${this.#schema?.access.update === true}
          @studio-restore-state=${({ wanted }: RestoreStateEvent) => void this.#bringBack(record.id, wanted)}
          @studio-as-of=${({ at }: AsOfEvent) => void this.#openAsOf(at)}
        ></studio-history>
      </section>
      <section id="related" class="related" aria-label=${this.t('related')}>
        ${relatedLists(this.app.model, this.entity).map(
          (list) => html`<studio-related-card
            .app=${this.app}
            .list=${list}
            .named=${this.entity}
            .recordId=${record.id}
            .revision=${revision}
            @studio-add-related=${() => this.#addRelated(list, record.id)}
          ></studio-related-card>`,
        )}
      </section>`
  }

  async #bringBack(id: string, wanted: WantedState): Promise<void> {
    const record = await restoreState(this.app, { entity: this.entity, id, wanted, locale: this.locale })
    if (record) this.#watcher.accept(record)
  }

  #addRelated(list: RelatedList, id: string): void {
    const value = namingValue(list, { entity: this.entity, id })
    this.#openSheet({ entity: list.entity, initialValues: { [list.field]: value } })
  }

  #renderError(error: unknown, schema: ModelViewEntity) {
    if (hasCode(error, 'NOT_FOUND')) return this.#renderMissing(mergedInto(error))
    const tryAgain = () => this.#watcher.read()
    return renderRecordState(this.text(schema.label), failedState(error, { locale: this.locale, tryAgain }))
  }

  #renderMissing(into: ProblemRecord | null = null) {
    const action = into
      ? html`<a class="button primary" href=${recordPath(into.entity, into.id)}>${this.t('mergedIntoOpen', { title: into.title || this.t('untitled') })}</a>`
      : html`<a class="button" href=${this.#schema ? listPath(this.entity) : '/'}>${this.t('goBack')}</a>`
    const title = this.t('recordMissingTitle')
    const text = this.t(into ? 'mergedInto' : 'recordMissingText')
    return renderRecordState(title, emptyState({ picture: 'closed', title, text, action }))
  }
}
/** Where a record went that is not there any more, as far as the person may know. */
function mergedInto(error: unknown): ProblemRecord | null {
  if (!(error instanceof TenonError)) return null
  return error.problems.find(({ rule }) => rule === 'merged')?.records?.[0] ?? null
}

customElements.define('studio-record-page', RecordPage)
