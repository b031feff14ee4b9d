import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import { actionDialogStyles } from '../actions/action-dialog.styles.ts'
import { renderProgress } from '../actions/render-run.ts'
import type { AppServices } from '../app/app-services.ts'
import { cardListStyles } from '../app/card-list.styles.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { keepFocus } from '../app/keep-focus.ts'
import { StudioElement } from '../app/studio-element.ts'
import { bulkTitle } from './bulk-title.ts'
import { bulkWords } from './bulk-words.ts'
import type { RecentTask } from './recent-task.ts'

/** A person's own imports and changes of many records of an entity, newest first, each with the way to its result. */
export class RecentRuns extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, dialogStyles, actionDialogStyles, cardListStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    runs: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare task: RecentTask | null
  declare runs: BulkRun[] | null
  declare failure: string | null
  #giveFocusBack: () => void = () => undefined

  constructor() {
    super()
    Object.assign(this, { task: null, runs: null, failure: null })
  }

  async open(task: RecentTask): Promise<void> {
    this.#giveFocusBack = keepFocus()
    this.task = task
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    await this.#read(task)
  }

  async #read({ entity }: RecentTask): Promise<void> {
    this.failure = null
    try {
      this.runs = await this.app.client.bulk.recent({ entity })
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #leave(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.#giveFocusBack()
    this.remove()
  }

  #show(run: BulkRun, { entity, onEnd }: RecentTask): void {
    this.#leave()
    this.app.openBulk({ kind: 'recall', entity, run, ...(onEnd && { onEnd }) })
  }

  override render() {
    const { task } = this
    if (!task) return html`<dialog></dialog>`
    const plural = this.text(this.app.model.entities[task.entity]?.pluralLabel ?? '')
    return html`<dialog
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        this.#leave()
      }}
    >
      <div class="head">
        <h2 id="title">${this.t('bulkRecent', { plural })}</h2>
        <p class="target">${this.t('bulkRecentHelp')}</p>
      </div>
      <div class="content">${this.#renderRuns(task)}</div>
      <div class="actions"><button class="button primary" @click=${() => this.#leave()}>${this.t('close')}</button></div>
    </dialog>`
  }

  #renderRuns(task: RecentTask) {
    if (this.failure !== null) {
      return html`<div class="notice critical" role="alert">
        <p>${this.failure}</p>
        <button class="button" @click=${() => void this.#read(task)}>${this.t('tryAgain')}</button>
      </div>`
    }
    if (this.runs === null) return html`<div aria-busy="true"><span class="skeleton"></span></div>`
    if (this.runs.length === 0) return html`<p>${this.t('bulkRecentNone')}</p>`
    return html`<ul>
      ${this.runs.map((run) => this.#renderRun(run, task))}
    </ul>`
  }

  #renderRun(run: BulkRun, task: RecentTask) {
    const { operation, startedAt, total, done, refused, skipped } = run
    const title = bulkTitle({ kind: operation.kind, entity: run.entity }, this.app)
    const what = operation.kind === 'import' ? `${title} – ${operation.file}` : title
    const isRunning = run.status === 'running'
    return html`<li>
      <strong>${what}</strong>
      <small title=${formatDateTime(startedAt, this.locale)}>${formatRelative(startedAt, this.locale)}</small>
      ${
        isRunning
          ? renderProgress({ total, done: done + refused + skipped, message: null }, this.locale)
          : html`<span>${bulkWords(run, this.locale)} ${run.undoneBy === null ? nothing : this.t('bulkWasUndone')}</span>`
      }
      <div>
        <button class="button dense" aria-label=${`${this.t('showResult')}: ${what}`} @click=${() => this.#show(run, task)}>
          ${this.t('showResult')}
        </button>
      </div>
    </li>`
  }
}
customElements.define('studio-recent-runs', RecentRuns)

declare global {
  interface HTMLElementTagNameMap {
    'studio-recent-runs': RecentRuns
  }
}
