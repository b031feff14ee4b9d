import type { AuditEntry, AuditFilter, AuditPage } from '@tenon/sdk/contract/audit-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type TemplateResult } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { historyViewStyles } from './history-view.styles.ts'
import './history-timeline.ts'

const ACTIONS: ReadonlyArray<[action: string, label: MessageKey]> = [
  ['create', 'historyActionCreate'],
  ['update', 'historyActionUpdate'],
  ['delete', 'historyActionDelete'],
  ['restore', 'historyActionRestore'],
  ['record.reveal', 'historyActionReveal'],
  ['action.run', 'historyActionRun'],
  ['erase', 'historyActionErase'],
]

/** Base of what shows audit entries: a filter, pages, and what there is to say where there are none. */
export abstract class HistoryView extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, historyViewStyles]
  static override properties = {
    app: { attribute: false },
    filter: { state: true },
    entries: { state: true },
    next: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare filter: AuditFilter
  /** Null while they are read for the first time. */
  declare entries: AuditEntry[] | null
  declare next: string | null
  declare failure: unknown
  declare busy: boolean
  /** Counts readings: an answer to an older question is not shown. */
  #reading = 0

  constructor() {
    super()
    this.filter = {}
    this.entries = null
    this.next = null
    this.failure = null
    this.busy = false
  }

  protected abstract readPage(filter: AuditFilter, after: string | null): Promise<AuditPage>
  /** Fields that can be filtered by. */
  protected abstract fieldChoices(): Array<{ name: string; label: string }>
  protected abstract renderEntries(entries: AuditEntry[]): TemplateResult

  protected async load(): Promise<void> {
    await this.#read(null)
  }

  async #read(after: string | null): Promise<void> {
    const reading = ++this.#reading
    this.busy = true
    try {
      const page = await this.readPage(this.filter, after)
      if (reading !== this.#reading) return
      this.entries = after === null ? page.entries : [...(this.entries ?? []), ...page.entries]
      this.next = page.nextCursor
      this.failure = null
    } catch (error) {
      if (reading === this.#reading) this.failure = error
    } finally {
      if (reading === this.#reading) this.busy = false
    }
  }

  protected choose(part: Partial<Record<keyof AuditFilter, string>>): void {
    const entries = Object.entries({ ...this.filter, ...part }).filter(([, value]) => value !== '')
    this.filter = Object.fromEntries(entries)
    void this.load()
  }

  protected renderFilter(more: TemplateResult | typeof nothing = nothing) {
    const count = Object.keys(this.filter).length
    return html`<details class="filter" ?open=${count > 0}>
      <summary>${icon('text-search')} ${this.t('filter')}${count > 0 ? html` <span class="count">${count}</span>` : nothing}</summary>
      <div class="controls">
        ${more} ${this.#renderSelect('actor', this.t('historyPerson'), this.#people())}
        ${this.#renderSelect('field', this.t('historyField'), this.fieldChoices())}
        ${this.#renderSelect(
          'action',
          this.t('historyAction'),
          ACTIONS.map(([name, label]) => ({ name, label: this.t(label) })),
        )}
        ${this.#renderDay('from', this.t('historyFrom'))} ${this.#renderDay('to', this.t('historyTo'))}
      </div>
    </details>`
  }

  #people() {
    const people = this.app.model.users.map(({ id, name }) => ({ name: `user:${id}`, label: name }))
    return [...people, { name: 'system', label: this.t('actorSystem') }]
  }

  #renderSelect(part: 'actor' | 'field' | 'action', label: string, choices: Array<{ name: string; label: string }>) {
    if (choices.length === 0) return nothing
    return html`<label class="label"
      >${label}
      <select class="select" @change=${(event: Event) => this.choose({ [part]: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${!this.filter[part]}>${this.t('historyAny')}</option>
        ${choices.map(
          (choice) =>
            html`<option value=${choice.name} ?selected=${this.filter[part] === choice.name}>${choice.label}</option>`,
        )}
      </select>
    </label>`
  }

  /** Days begin by the reader's own clock, as the times in the list are shown. */
  #renderDay(part: 'from' | 'to', label: string) {
    return html`<label class="label"
      >${label}
      <input
        class="input"
        type="date"
        @change=${(event: Event) => {
          const day = (event.target as HTMLInputElement).valueAsDate
          if (day === null) return this.choose({ [part]: '' })
          const start = new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + (part === 'to' ? 1 : 0))
          return this.choose({ [part]: start.toISOString() })
        }}
      />
    </label>`
  }

  protected renderList() {
    if (this.failure) {
      return html`<p class="help" role="alert">${errorText(this.failure, this.locale)}
        <button type="button" class="button quiet dense" @click=${() => void this.load()}>${this.t('tryAgain')}</button>
      </p>`
    }
    if (!this.entries) return html`<span class="skeleton"></span><span class="skeleton"></span>`
    const isFiltered = Object.keys(this.filter).length > 0
    const none = isFiltered ? (this.next ? 'historyNoneYet' : 'historyNoneFound') : 'historyEmpty'
    return html`${this.entries.length === 0 ? html`<p class="help">${this.t(none)}</p>` : this.renderEntries(this.entries)}
    ${
      this.next
        ? html`<button class="button" ?disabled=${this.busy} @click=${() => void this.#read(this.next)}>${this.t('historyOlder')}</button>`
        : nothing
    }`
  }
}
