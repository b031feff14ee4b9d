import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import { actionDialogStyles } from '../actions/action-dialog.styles.ts'
import { renderProgress } from '../actions/render-run.ts'
import { RunFollower } from '../actions/run-follower.ts'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { keepFocus } from '../app/keep-focus.ts'
import { StudioElement } from '../app/studio-element.ts'
import { bulkRuns } from './bulk-runs.ts'
import type { BulkTask } from './bulk-task.ts'
import { bulkTitle } from './bulk-title.ts'
import { bulkWords, canBeUndone, wentThrough } from './bulk-words.ts'
import './bulk-question.ts'
import './bulk-report.ts'
import './merge-question.ts'

/** What is quicker than this needs no dialog of its own. */
const PATIENCE_MS = 400

/**
 * One change of many records from question to result: how many and what, how far it is, what came of it, and the way
 * back. One element per run; it leaves the page when there is nothing more to say.
 */
export class BulkDialog extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, dialogStyles, actionDialogStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    phase: { state: true },
    problem: { state: true },
  }
  declare app: AppServices
  declare task: BulkTask | null
  declare phase: 'ask' | 'run' | 'end'
  /** Why it could not begin. */
  declare problem: string | null
  #follower: RunFollower<BulkRun> | null = null
  #giveFocusBack: () => void = () => undefined
  #isBehind = false

  constructor() {
    super()
    this.task = null
    this.phase = 'ask'
    this.problem = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(() => this.#follower?.stop())
  }

  async open(task: BulkTask): Promise<void> {
    this.#giveFocusBack = keepFocus()
    this.task = task
    if (task.kind === 'undo') return this.#follow(() => this.app.client.bulk.undo({ id: task.run.id }))
    if (task.kind === 'recall') return this.#recall(task.run)
    if (task.kind === 'import') {
      await this.#follow(async () => task.run)
      // Who began it has waited already.
      if (task.run.status === 'running' && this.phase === 'run') await this.#show()
      return
    }
    await this.#show()
    await this.#question?.updateComplete
    this.#question?.focusFirst()
  }

  /** Whoever comes back is told that it goes on, and may look; one that has ended is shown at once. */
  async #recall(run: BulkRun): Promise<void> {
    this.#isBehind = run.status === 'running'
    await this.#follow(async () => run)
    if (this.phase === 'run')
      this.app.toast({ text: this.t('bulkGoesOn', { what: this.#title }), action: this.#toLook() })
  }

  get #title(): string {
    return this.task ? bulkTitle({ kind: kindOf(this.task), entity: this.task.entity }, this.app) : ''
  }

  #toLook() {
    const run = () => {
      this.#isBehind = false
      void this.#show()
    }
    return { label: this.t('showResult'), run }
  }

  get #dialog() {
    return this.element<HTMLDialogElement>('dialog')
  }

  get #question() {
    const name = this.task?.kind === 'merge' ? 'studio-merge-question' : 'studio-bulk-question'
    return this.element<HTMLElementTagNameMap[typeof name]>(name)
  }

  async #show(): Promise<void> {
    await this.updateComplete
    if (!this.#dialog?.open) this.#dialog?.showModal()
    // Whoever presses a key to go on is not to undo it all.
    if (this.phase === 'end') this.element<HTMLElement>('.actions .primary')?.focus()
  }

  async #submit(): Promise<void> {
    const input = await this.#question?.collect()
    if (input) await this.#follow(() => this.app.client.bulk.start(input))
  }

  async #follow(begin: () => Promise<BulkRun>): Promise<void> {
    this.problem = null
    this.phase = 'run'
    const patience = setTimeout(() => void (this.#isBehind || this.#show()), PATIENCE_MS)
    this.#follower = new RunFollower(this.app.live, bulkRuns(this.app), () => this.#changed())
    try {
      await this.#follower.start(begin)
    } catch (error) {
      await this.#refused(error)
    } finally {
      clearTimeout(patience)
    }
  }

  /** What was filled in stays, with what is wrong about it at its field. */
  async #refused(error: unknown): Promise<void> {
    const text = errorText(error, this.locale)
    if (this.task?.kind === 'undo') {
      this.app.toast({ tone: 'critical', text })
      return this.#leave()
    }
    this.phase = 'ask'
    await this.#show()
    const problems = error instanceof TenonError ? error.problems : []
    const rest = problems.length > 0 ? await this.#question?.showProblems(problems) : undefined
    this.problem = rest === undefined ? text : rest.join(' ') || null
  }

  #changed(): void {
    const run = this.#follower?.run
    if (!run || this.phase === 'end') return
    this.requestUpdate()
    if (run.status === 'running') return
    this.phase = 'end'
    this.task?.onEnd?.()
    this.#end(run)
  }

  #end(run: BulkRun): void {
    const text = bulkWords(run, this.locale)
    // Of what had ended before, somebody asks to see the result.
    const isAsked = this.task?.kind === 'recall' && !this.#isBehind
    if (wentThrough(run) && !isAsked) {
      const undo = run.operation.kind !== 'undo' && canBeUndone(run)
      const action = { label: this.t('undo'), run: () => this.#undo(run) }
      this.app.toast({ tone: 'positive', text, ...(undo && { action }) })
      this.#leave()
      return
    }
    if (!this.#isBehind) return void this.#show()
    this.app.toast({ text, action: this.#toLook() })
  }

  #undo(run: BulkRun): void {
    const { onEnd, entity } = this.task ?? { entity: run.entity }
    this.app.openBulk({ kind: 'undo', entity, run, ...(onEnd && { onEnd }) })
  }

  #hide(): void {
    const dialog = this.#dialog
    if (!dialog?.open) return
    dialog.close()
    this.#giveFocusBack()
  }

  #leave(): void {
    this.#hide()
    this.remove()
  }

  #requestClose(): void {
    if (this.phase === 'run') this.#goOnBehind()
    else this.#leave()
  }

  #goOnBehind(): void {
    this.#isBehind = true
    this.#hide()
  }

  async #stop(): Promise<void> {
    this.problem = null
    try {
      await this.#follower?.cancel()
    } catch (error) {
      this.problem = errorText(error, this.locale)
    }
  }

  override render() {
    const { task } = this
    if (!task) return html`<dialog></dialog>`
    return html`<dialog
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        this.#requestClose()
      }}
    >
      <div class="head"><h2 id="title">${this.#title}</h2></div>
      <div class="content">${this.#renderContent(task)}</div>
      <div class="actions">${this.#renderButtons(task)}</div>
    </dialog>`
  }

  #renderContent(task: BulkTask) {
    const run = this.#follower?.run ?? null
    if (this.phase === 'end' && run) return this.#renderEnd(run)
    const reached = run && { total: run.total, done: run.done + run.refused + run.skipped, message: run.error }
    // What was filled in stays where it is meanwhile, for a run that could not begin.
    const question = isBegun(task)
      ? nothing
      : html`<div class="question" ?hidden=${this.phase !== 'ask'}>
            ${
              task.kind === 'merge'
                ? html`<studio-merge-question .app=${this.app} .task=${task}></studio-merge-question>`
                : html`<studio-bulk-question .app=${this.app} .task=${task}></studio-bulk-question>`
            }
          </div>`
    return html`${question} ${this.phase === 'run' ? renderProgress(reached, this.locale) : nothing}
    ${this.problem === null ? nothing : html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>`}`
  }

  #renderEnd(run: BulkRun) {
    const isBad = run.status === 'failed' || run.status === 'interrupted'
    const tone = isBad ? 'critical' : wentThrough(run) ? '' : 'caution'
    return html`<div class="notice ${tone}" role="alert"><p>${bulkWords(run, this.locale)}</p></div>
      <studio-bulk-report .app=${this.app} .run=${run}></studio-bulk-report>`
  }

  #renderButtons(task: BulkTask) {
    if (this.phase === 'end') return this.#renderLastButtons(this.#follower?.run ?? null)
    if (this.phase === 'run') {
      return html`<button class="button" @click=${() => this.#goOnBehind()}>${this.t('runBehind')}</button>
        <button
          class="button"
          ?disabled=${!this.#follower?.isRunning || this.#follower.isCancelling}
          @click=${() => void this.#stop()}
        >
          ${this.t('cancelRun')}
        </button>`
    }
    return html`<button class="button" @click=${() => this.#leave()}>${this.t('cancel')}</button>
      <button class="button ${task.kind === 'delete' ? 'critical' : 'primary'}" @click=${() => void this.#submit()}>
        ${this.t(BUTTONS[task.kind])}
      </button>`
  }

  #renderLastButtons(run: BulkRun | null) {
    const undo = () => {
      if (run) this.#undo(run)
      this.#leave()
    }
    return html`${run && canBeUndone(run) ? html`<button class="button" @click=${undo}>${this.t('undo')}</button>` : nothing}
      <button class="button primary" @click=${() => this.#leave()}>${this.t('close')}</button>`
  }
}

const BUTTONS = {
  update: 'bulkDoChange',
  assign: 'bulkDoAssign',
  tag: 'bulkDoChange',
  delete: 'delete',
  restore: 'bulkDoRestore',
  merge: 'mergeDo',
  import: 'importDo',
  undo: 'undo',
  recall: 'showResult',
} as const

/** What it is about: of a run that is looked at again, what that did. */
function kindOf(task: BulkTask): BulkRun['operation']['kind'] {
  return task.kind === 'recall' ? task.run.operation.kind : task.kind
}

function isBegun({ kind }: BulkTask): boolean {
  return kind === 'undo' || kind === 'import' || kind === 'recall'
}

customElements.define('studio-bulk-dialog', BulkDialog)

declare global {
  interface HTMLElementTagNameMap {
    'studio-bulk-dialog': BulkDialog
  }
}
