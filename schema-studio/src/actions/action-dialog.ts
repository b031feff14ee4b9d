import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/value-form'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { focusedElement } from '../app/focused-element.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { actionDialogStyles } from './action-dialog.styles.ts'
import { type ActionTask, asksFirst, runInput } from './action-task.ts'
import { renderProgress, renderRefusals } from './render-run.ts'
import { RunFollower } from './run-follower.ts'
import { runWords } from './run-words.ts'

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
  #follower: RunFollower | null = null
  #returnFocus: HTMLElement | null = null

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
    this.#returnFocus = focusedElement()
    this.task = task
    if (!asksFirst(task)) {
      await this.updateComplete
      return this.#run({})
    }
    await this.#show()
    if (task.action.form) await this.#form?.focusFirst()
    if (task.target.kind === 'filter') await this.#countMatching(task.entity, task.target)
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

  async #show(): Promise<void> {
    await this.updateComplete
    if (!this.#dialog?.open) this.#dialog?.showModal()
  }

  async #countMatching(entity: string, { where, search }: { where: object; search: string }): Promise<void> {
    const input = { entity, where: where as never, fields: [], limit: 1, count: true, ...(search && { search }) }
    const page = await this.app.client.records.find(input).catch(() => null)
    this.count = page?.count ?? null
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
    const patience = setTimeout(() => void this.#show(), PATIENCE_MS)
    this.#follower = new RunFollower(this.app, () => this.#changed())
    try {
      await this.#follower.start({ ...runInput(task), ...(Object.keys(form).length > 0 && { form }) })
    } catch (error) {
      await this.#refused(error)
    } finally {
      clearTimeout(patience)
    }
  }

  /** What was filled in stays, with what is wrong about it at its fields. */
  async #refused(error: unknown): Promise<void> {
    this.phase = 'ask'
    await this.#show()
    const atFields = error instanceof TenonError && error.problems.some(({ pointer }) => pointer.startsWith('/form/'))
    if (!atFields || !this.#form) this.problem = errorText(error, this.locale)
    else this.problem = (await this.#form.showProblems(error.problems, '/form')).join(' ') || null
  }

  #changed(): void {
    const run = this.#follower?.run
    if (!run || this.phase === 'end') return
    this.requestUpdate()
    if (run.status === 'running') {
      this.phase = 'run'
      return void (this.#dialog?.open || this.#dialog?.dataset['left'] || this.#show())
    }
    this.task?.onEnd?.()
    this.#end()
  }

  #end(): void {
    const { run } = this.#follower ?? {}
    if (!run) return
    const isBehind = this.#dialog?.dataset['left'] !== undefined
    // Nothing was done: what was filled in can be changed and sent again.
    if (run.status === 'failed' && run.done === 0 && !isBehind) {
      this.problem = runWords(run, this.locale)
      this.phase = 'ask'
      return void this.#show()
    }
    this.phase = 'end'
    const isPlain = run.status === 'done' && run.refused === 0
    if (isPlain || isBehind) this.#tell(isBehind)
    else void this.#show()
  }

  /** Says the result in a toast; what it leads to is opened, unless the person has gone on with something else. */
  #tell(isBehind: boolean): void {
    const { run } = this.#follower ?? {}
    if (!run) return
    const { open } = run
    const words = runWords(run, this.locale)
    const text = isBehind ? `${this.text(this.task?.action.label ?? '')}: ${words}` : words
    const path = open ? recordPath(open.entity, open.id) : null
    const isElsewhere = path !== null && path !== location.pathname
    const go = () => void (path && this.app.router.navigate(path))
    const showMore = run.refused > 0 || run.status === 'failed'
    this.app.toast({
      tone: run.status === 'done' && run.refused === 0 ? 'positive' : 'critical',
      text,
      ...(showMore && { action: { label: this.t('showResult'), run: () => this.#show() } }),
      ...(!showMore && isBehind && isElsewhere && { action: { label: this.t('openResult'), run: go } }),
    })
    if (showMore) return void this.#hide()
    this.#leave()
    if (isElsewhere && !isBehind) go()
  }

  #hide(): void {
    const dialog = this.#dialog
    if (!dialog?.open) return
    dialog.close()
    this.#returnFocus?.focus()
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
        <p class="target" id="target">${this.#targetWords(task)}</p>
      </div>
      <div class="content">${this.#renderContent(task)}</div>
      <div class="actions">${this.#renderButtons(task)}</div>
    </dialog>`
  }

  #targetWords({ target, entity, action }: ActionTask): string {
    const schema = this.app.model.entities[entity]
    const plural = schema ? this.text(schema.pluralLabel) : ''
    if (target.kind === 'list') return plural
    if (target.kind === 'records') return target.title ?? this.t('actionOnMany', { count: target.ids.length, plural })
    if (this.count === null) return this.t('actionOnShown', { plural })
    return this.t('actionOnAll', { count: this.count, plural, action: this.text(action.label) })
  }

  #renderContent({ action }: ActionTask) {
    const run = this.#follower?.run
    if (this.phase === 'end' && run) return renderRefusals(run, { app: this.app, locale: this.locale })
    if (this.phase !== 'ask') return renderProgress(run ?? null, this.locale)
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
      }
      ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}`
  }

  #renderButtons({ action }: ActionTask) {
    if (this.phase === 'end') {
      return html`<button class="button primary" @click=${() => this.#leave()}>${this.t('close')}</button>`
    }
    if (this.phase !== 'ask') {
      return html`<button class="button" @click=${() => this.#goOnBehind()}>${this.t('runBehind')}</button>
        <button
          class="button"
          ?disabled=${!this.#follower?.isRunning}
          @click=${() => void this.#follower?.cancel().catch(() => undefined)}
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
