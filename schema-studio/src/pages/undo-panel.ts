import type { ActorChanges, LeftRecord, UndoBatch, UndoPlan } from '@tenon/sdk/contract/audit-api'
import { tableStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'

interface UndoProgress {
  total: number
  done: number
  left: LeftRecord[]
  status: 'running' | 'cancelled' | 'done' | 'failed'
}

/** Takes back all that somebody changed between two times, a batch after the other for as long as the page is open. */
export class UndoPanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--tenon-space-4);
        margin-bottom: var(--tenon-space-5);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-3);
        align-items: start;
      }
      /* Beside the fields and not their labels; what a field lacks is said beneath it and moves nothing. */
      form > .button {
        margin-top: 20px;
      }
      p {
        max-width: 72ch;
        margin: 0;
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      /* Words over each other, so that a phone shows all columns of figures. */
      .table th {
        min-width: 4em;
        padding-block: var(--tenon-space-2);
        line-height: 1.3;
        vertical-align: bottom;
        white-space: normal;
      }
      .table td:not(:first-child),
      .table th:not(:first-child) {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      progress {
        width: 100%;
        accent-color: var(--tenon-accent);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    plan: { state: true },
    progress: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare plan: UndoPlan | null
  declare progress: UndoProgress | null
  declare failure: string | null
  declare busy: boolean
  #asked: ActorChanges | null = null

  constructor() {
    super()
    this.plan = null
    this.progress = null
    this.failure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Closing the page stops it between two batches, so the browser asks.
    const stay = (event: BeforeUnloadEvent) => {
      if (this.#isRunning) event.preventDefault()
    }
    window.addEventListener('beforeunload', stay)
    this.untilRemoved(() => window.removeEventListener('beforeunload', stay))
    this.untilRemoved(() => this.#stop())
  }

  get #isRunning(): boolean {
    return this.progress?.status === 'running'
  }

  #stop(): void {
    if (this.progress && this.#isRunning) this.progress = { ...this.progress, status: 'cancelled' }
  }

  async #preview(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const moment = (name: string) => new Date(String(data.get(name) ?? '')).toISOString()
    this.plan = null
    this.progress = null
    this.failure = null
    this.busy = true
    try {
      this.#asked = { actor: String(data.get('actor') ?? ''), from: moment('from'), to: moment('to') }
      this.plan = await this.app.client.audit.planUndo(this.#asked)
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  async #undo(plan: UndoPlan): Promise<void> {
    const asked = this.#asked
    if (!asked) return
    const agreed = await this.app.confirm({
      title: this.t('undoTitle', { count: plan.records }),
      text: this.t('undoText'),
      confirm: this.t('undoStart'),
      cancel: this.t('cancel'),
    })
    if (!agreed) return
    this.plan = null
    this.progress = { total: plan.records, done: 0, left: [], status: 'running' }
    try {
      let after: string | null | undefined
      while (this.#isRunning && after !== null) {
        const batch: UndoBatch = await this.app.client.audit.undoChanges({
          ...asked,
          ...(after !== undefined && { after }),
        })
        after = batch.next
        const known: UndoProgress = this.progress
        this.progress = {
          ...known,
          done: known.done + batch.done,
          left: [...known.left, ...batch.left],
          ...(after === null && { status: 'done' as const }),
        }
      }
    } catch (error) {
      this.progress = { ...this.progress, status: 'failed' }
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    return html`<p class="help">${this.t('undoLead')}</p>
      <form @submit=${this.#preview}>
        <label class="label"
          >${this.t('historyPerson')}
          <select class="select" name="actor" required>
            ${this.app.model.users.map((user) => html`<option value=${`user:${user.id}`}>${user.name}</option>`)}
          </select>
        </label>
        <label class="label">${this.t('historyFrom')} <input class="input" name="from" type="datetime-local" required /></label>
        <label class="label">${this.t('historyTo')} <input class="input" name="to" type="datetime-local" required /></label>
        <button class="button" ?disabled=${this.busy || this.#isRunning}>${this.t('undoPreview')}</button>
      </form>
      <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
      ${this.plan ? this.#renderPlan(this.plan) : nothing}
      ${this.progress ? this.#renderProgress(this.progress) : nothing}`
  }

  #renderPlan(plan: UndoPlan) {
    if (plan.records === 0) return html`<p role="status">${this.t('undoNothing')}</p>`
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('undoPreview')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">${this.t('undoEntity')}</th>
              <th scope="col">${this.t('undoCreated')}</th>
              <th scope="col">${this.t('undoDeleted')}</th>
              <th scope="col">${this.t('undoChanged')}</th>
              <th scope="col">${this.t('undoConflicts')}</th>
              <th scope="col">${this.t('undoMoved')}</th>
            </tr>
          </thead>
          <tbody>
            ${plan.entities.map(
              (one) => html`<tr>
                <td>${one.label}</td>
                <td>${one.created}</td>
                <td>${one.deleted}</td>
                <td>${one.changed}</td>
                <td>${one.conflicts}</td>
                <td>${one.moved}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="help">${this.t('undoKeeps')}</p>
      <div><button class="button primary" @click=${() => void this.#undo(plan)}>${this.t('undoStart')}</button></div>`
  }

  #renderProgress({ total, done, left, status }: UndoProgress) {
    const words = {
      running: 'undoRunning',
      cancelled: 'undoCancelled',
      done: left.length === 0 ? 'undoDoneAll' : 'undoDone',
      failed: 'undoFailed',
    } as const
    const gone = done + left.length
    return html`<div role="status">
        <p>${this.t(words[status], { done, total, left: left.length })}</p>
        ${
          status === 'running'
            ? html`<progress max=${total} .value=${gone} aria-label=${this.t('undoRunning', { done, total })}></progress>
                <p class="help">${this.t('undoKeepOpen')}</p>
                <button class="button" @click=${() => this.#stop()}>${this.t('undoStop')}</button>`
            : nothing
        }
      </div>
      ${
        left.length === 0
          ? nothing
          : html`<section aria-label=${this.t('undoLeft')}>
              <h3>${this.t('undoLeft')}</h3>
              <ul>
                ${left.map(
                  (one) =>
                    html`<li><a href=${recordPath(one.entity, one.id)}>${one.title || this.t('undoUnnamed')}</a>${this.t('withLabel', { label: '', value: one.reason })}</li>`,
                )}
              </ul>
            </section>`
      }`
  }
}
customElements.define('studio-undo', UndoPanel)
