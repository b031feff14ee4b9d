import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelViewAction } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/value-form'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { keepFocus } from '../app/keep-focus.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { actionDialogStyles } from './action-dialog.styles.ts'
import { actionRuns } from './action-runs.ts'
import { type ActionTask, asksFirst, runInput } from './action-task.ts'
import { renderProgress, renderRefusals } from './render-run.ts'
import { RunFollower } from './run-follower.ts'
import { nextPath, nothingDone, runToast, wentWell } from './run-toast.ts'
import { countTarget, targetWords } from './target-words.ts'

/** What is quicker than this needs no dialog of its own. */
const PATIENCE_MS = 400

/**
 * Runs one action from question to result: asks for its form, shows how far it is, lets it be cancelled or go on
 * behind, and says in the end what it did. One element per run; it leaves the page when there is nothing more to say.
 */
export class ActionDialog extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, dialogStyles, actionDialogStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    phase: { state: true },
    problem: { state: true },
    count: { state: true },
  }
  declare app: AppServices
  declare task: ActionTask | null
  declare phase: 'ask' | 'starting' | 'run' | 'end'
  /** Why it could not begin, or did nothing. */
  declare problem: string | null
  /** How many records a filter selects; null until it is known. */
  declare count: number | null
  #follower: RunFollower<ActionRun> | null = null
  #giveFocusBack: () => void = () => undefined

  constructor() {
    super()
    this.task = null
    this.phase = 'ask'
    this.problem = null
    this.count = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const guard = { isDirty: () => this.#isDirty, ask: () => this.#askToDiscard() }
    this.untilRemoved(this.app.router.addGuard(guard))
    this.untilRemoved(() => this.#follower?.stop())
  }

  async open(task: ActionTask): Promise<void> {
    this.#giveFocusBack = keepFocus()
    this.task = task
    if (!asksFirst(task)) {
      await this.updateComplete
      return this.#run({})
    }
    await this.#show()
    if (task.action.form) await this.#form?.focusFirst()
    this.count = await countTarget(this.app, task)
  }

  get #dialog() {
    return this.element<HTMLDialogElement>('dialog')
  }

  get #form() {
    return this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
  }

  get #isDirty(): boolean {
    return this.phase === 'ask' && (this.#form?.dirty ?? false)
  }

  /** Whoever has let it go on behind is not to be stopped by it again before it ends. */
  get #isBehind(): boolean {
    return this.#dialog?.dataset['left'] !== undefined
  }

  async #show(): Promise<void> {
    await this.updateComplete
    if (!this.#dialog?.open) this.#dialog?.showModal()
  }

  async #submit(): Promise<void> {
    if (this.phase !== 'ask') return
    const values = this.#form ? await this.#form.collect() : {}
    if (values) await this.#run(values)
  }

  async #run(form: JsonObject): Promise<void> {
    const { task } = this
    if (!task) return
    this.problem = null
    this.phase = 'starting'
    const patience = setTimeout(() => void (this.#isBehind || this.#show()), PATIENCE_MS)
    const { client, live } = this.app
    this.#follower = new RunFollower(live, actionRuns(this.app), () => this.#changed())
    try {
      const input = { ...runInput(task), ...(Object.keys(form).length > 0 && { form }) }
      await this.#follower.start(() => client.actions.run(input))
    } catch (error) {
      await this.#refused(error)
    } finally {
      clearTimeout(patience)
    }
  }

  /** What was filled in stays, with what is wrong about it at its fields. */
  async #refused(error: unknown): Promise<void> {
    const atFields = error instanceof TenonError && error.problems.some(({ pointer }) => pointer.startsWith('/form/'))
    await this.#askAgain(atFields && this.#form ? null : errorText(error, this.locale))
    if (atFields) this.problem = (await this.#form?.showProblems(error.problems, '/form'))?.join(' ') || this.problem
  }

  async #askAgain(problem: string | null): Promise<void> {
    this.problem = problem
    this.phase = 'ask'
    await this.#show()
    this.element<HTMLElement>('.actions .primary')?.focus()
  }

  #changed(): void {
    const run = this.#follower?.run
    if (!run || this.phase === 'end') return
    this.requestUpdate()
    if (run.status === 'running') {
      this.phase = 'run'
      return void (this.#dialog?.open || this.#isBehind || this.#show())
    }
    this.task?.onEnd?.()
    this.#end()
  }

  #end(): void {
    const { task } = this
    const { run } = this.#follower ?? {}
    if (!run || !task) return
    const isBehind = this.#isBehind
    const reason = isBehind ? null : nothingDone(run, { task, locale: this.locale })
    if (reason !== null) return void this.#askAgain(reason)
    this.phase = 'end'
    if (wentWell(run) || isBehind) this.#tell(run, isBehind)
    else void this.#show()
  }

  /** Says the result in a toast; what it leads to is opened, unless the person has gone on with something else. */
  #tell(run: ActionRun, isBehind: boolean): void {
    const { task, locale } = this
    if (!task) return
    const here = location.pathname
    const showResult = () => this.#show()
    const goOn = (path: string) => void this.app.router.navigate(path)
    const toast = runToast(run, { task, locale, isBehind, here, showResult, goOn })
    this.app.toast(toast)
    if (!wentWell(run) && toast.action) return void this.#hide()
    this.#leave()
    const path = nextPath(run, here)
    if (path !== null && !isBehind && wentWell(run)) goOn(path)
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

  async #requestClose(): Promise<void> {
    if (this.phase === 'starting' || this.phase === 'run') return this.#goOnBehind()
    if (this.#isDirty && !(await this.#askToDiscard())) return
    this.#leave()
  }

  #goOnBehind(): void {
    if (this.#dialog) this.#dialog.dataset['left'] = ''
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

  #askToDiscard(): Promise<boolean> {
    return this.app.confirm({
      title: this.t('discardTitle'),
      text: this.t('discardActionText'),
      confirm: this.t('discard'),
      cancel: this.t('keepEditing'),
      critical: true,
    })
  }

  override render() {
    const { task } = this
    if (!task) return html`<dialog></dialog>`
    return html`<dialog
      aria-labelledby="title"
      aria-describedby="target"
      @cancel=${(event: Event) => {
        event.preventDefault()
        void this.#requestClose()
      }}
    >
      <div class="head">
        <h2 id="title">${this.text(task.action.label)}</h2>
        <p class="target" id="target">${targetWords(task, { app: this.app, locale: this.locale, count: this.count })}</p>
      </div>
      <div class="content">${this.#renderContent(task)}</div>
      <div class="actions">${this.#renderButtons(task)}</div>
    </dialog>`
  }

  #renderContent({ action, target }: ActionTask) {
    const run = this.#follower?.run
    if (this.phase === 'end' && run) {
      return renderRefusals(run, { app: this.app, locale: this.locale, onRecords: target.kind !== 'list' })
    }
    // The form stays where it is meanwhile: what was filled in is there again should nothing have been done.
    return html`<div class="question" ?hidden=${this.phase !== 'ask'}>${this.#renderQuestion(action)}</div>
      ${this.phase === 'ask' ? nothing : renderProgress(run ?? null, this.locale)}
      ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}`
  }

  #renderQuestion(action: ModelViewAction) {
    return html`${action.help ? html`<p>${this.text(action.help)}</p>` : nothing}
      ${
        action.confirm
          ? html`<div class="notice caution">${icon('triangle-alert')}<p>${this.text(action.confirm)}</p></div>`
          : nothing
      }
      ${
        action.form
          ? html`<tenon-value-form
              .client=${this.app.client}
              .model=${this.app.model}
              .form=${action.form}
              .locale=${this.locale}
              @tenon-submit=${() => void this.#submit()}
            ></tenon-value-form>`
          : nothing
      }`
  }

  #renderButtons({ action }: ActionTask) {
    if (this.phase === 'end') {
      return html`<button class="button primary" @click=${() => this.#leave()}>${this.t('close')}</button>`
    }
    if (this.phase !== 'ask') {
      return html`<button class="button" @click=${() => this.#goOnBehind()}>${this.t('runBehind')}</button>
        <button
          class="button"
          ?disabled=${!this.#follower?.isRunning || this.#follower.isCancelling}
          @click=${() => void this.#stop()}
        >
          ${this.t('cancelRun')}
        </button>`
    }
    return html`<button class="button" @click=${() => void this.#requestClose()}>${this.t('cancel')}</button>
      <button class="button primary" @click=${() => void this.#submit()}>${this.text(action.label)}</button>`
  }
}
customElements.define('studio-action-dialog', ActionDialog)

declare global {
  interface HTMLElementTagNameMap {
    'studio-action-dialog': ActionDialog
  }
}
