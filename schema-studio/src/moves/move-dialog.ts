import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelPipeline, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/value-form'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { focusedElement } from '../app/focused-element.ts'
import { recordTitle } from '../app/record-title.ts'
import { StudioElement } from '../app/studio-element.ts'
import { approverNames } from './approver-names.ts'
import { fieldsForm } from './fields-form.ts'
import { moveDialogStyles } from './move-dialog.styles.ts'
import { moveObstacles, type Obstacles } from './move-obstacles.ts'
import type { MoveAnswer, MoveQuestion } from './move-question.ts'
import { renderApproval, renderObstacles } from './render-obstacles.ts'
import { renderOverride } from './render-override.ts'

const MIN_REASON = 3

/**
 * Leads through a move that the pipeline does not allow as it is: fields to fill in, whom to ask, and for those who may,
 * a reason to pass over the rules. One element per move; it leaves the page with the answer.
 */
export class MoveDialog extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, dialogStyles, moveDialogStyles]
  static override properties = {
    app: { attribute: false },
    question: { state: true },
    record: { state: true },
    mayOverride: { state: true },
    reason: { state: true },
    overriding: { state: true },
    problem: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare question: MoveQuestion | null
  /** As it is now; null until it is read. */
  declare record: TenonRecord | null
  declare mayOverride: boolean
  declare reason: string
  declare overriding: boolean
  declare problem: string | null
  declare busy: boolean
  #obstacles: Obstacles | null = null
  /** What was filled in, kept for the next question. */
  #filled: JsonObject = {}
  #form: ReturnType<typeof fieldsForm> | null = null
  #answer: (answer: MoveAnswer) => void = () => undefined
  #returnFocus: HTMLElement | null = null

  constructor() {
    super()
    this.question = null
    this.record = null
    this.mayOverride = false
    this.reason = ''
    this.overriding = false
    this.problem = null
    this.busy = false
  }

  async ask(question: MoveQuestion): Promise<MoveAnswer> {
    this.#returnFocus = focusedElement()
    const { entity, id } = question.move
    const [record, moves] = await Promise.all([
      this.app.client.records.get({ entity, id }).catch(() => null),
      this.app.client.records.moves({ entity, id }).catch(() => null),
    ])
    this.record = record
    this.mayOverride = moves?.mayOverride ?? false
    this.#face(question)
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    await this.#focusFirst()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  /** Takes up what stands in the way now; what was filled in stays. */
  #face(question: MoveQuestion): void {
    this.question = question
    const { refusal } = question
    this.#obstacles = moveObstacles(refusal, { entity: this.#entity, pipeline: this.#pipeline })
    this.#form = fieldsForm(this.#entity, this.#obstacles, { ...this.record, ...this.#filled })
  }

  get #entity(): ModelViewEntity | undefined {
    return this.app.model.entities[this.question?.move.entity ?? '']
  }

  get #pipeline(): ModelPipeline | undefined {
    return this.app.model.pipelines[this.question?.move.pipeline ?? this.record?.pipeline ?? '']
  }

  get #valueForm() {
    return this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
  }

  async #focusFirst(): Promise<void> {
    if (this.#valueForm) await this.#valueForm.focusFirst()
    else this.element<HTMLElement>('textarea, .actions button')?.focus()
  }

  /** Does what the button says with what is filled in; whatever refuses it is the next question. */
  async #attempt(
    work: (values: JsonObject, version: number) => Promise<MoveAnswer>,
    { incomplete = false } = {},
  ): Promise<void> {
    const { question } = this
    if (!question || this.busy) return
    const values = this.#valueForm ? await this.#valueForm.collect({ incomplete }) : {}
    if (values === null) return
    this.busy = true
    this.problem = null
    this.#filled = { ...this.#filled, ...values }
    try {
      this.#leave(await work(this.#filled, this.record?.version ?? question.move.version))
    } catch (error) {
      await this.#refused(error, question)
    } finally {
      this.busy = false
    }
  }

  async #refused(error: unknown, { move }: MoveQuestion): Promise<void> {
    if (error instanceof TenonError && error.code === 'TRANSITION_REFUSED') {
      this.#face({ move, refusal: error })
      await this.updateComplete
      return this.#focusFirst()
    }
    if (error instanceof TenonError && error.code === 'VERSION_CONFLICT') {
      const { entity, id } = move
      this.record = await this.app.client.records.get({ entity, id }).catch(() => this.record)
    }
    const rest =
      error instanceof TenonError ? ((await this.#valueForm?.showProblems(error.problems, '')) ?? null) : null
    const isAtFields = rest !== null && error instanceof TenonError && error.problems.length > rest.length
    this.problem = isAtFields ? rest.join(' ') || null : errorText(error, this.locale)
  }

  #move(override?: { reason: string }): Promise<void> {
    const incomplete = override !== undefined
    return this.#attempt(
      async (filled, version) => {
        const { entity, id, stage, pipeline } = (this.question as MoveQuestion).move
        const values = { ...filled, stage, ...(pipeline !== undefined && { pipeline }) }
        const input = { entity, id, version, values, ...(override !== undefined && { override }) }
        return { kind: 'moved', record: await this.app.client.records.update(input) }
      },
      { incomplete },
    )
  }

  #askForApproval(): Promise<void> {
    return this.#attempt(async (values, version) => {
      const { entity, id, stage, pipeline } = (this.question as MoveQuestion).move
      const comment = this.element<HTMLTextAreaElement>('#comment')?.value.trim() ?? ''
      await this.app.client.approvals.request({
        ...{ entity, id, version, stage, values },
        ...(pipeline !== undefined && { pipeline }),
        ...(comment !== '' && { comment }),
      })
      this.app.toast({ tone: 'positive', text: this.t('moveApprovalAsked', { names: this.#approvers }) })
      return { kind: 'asked' }
    })
  }

  get #approvers(): string {
    return approverNames(this.question?.refusal.problems.flatMap(({ approvers = [] }) => approvers) ?? [], this.locale)
  }

  #leave(answer: MoveAnswer): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.#returnFocus?.focus()
    this.remove()
    this.#answer(answer)
  }

  override render() {
    const { question } = this
    const obstacles = this.#obstacles
    if (!question || !obstacles) return html`<dialog></dialog>`
    const left = (event: Event) => {
      event.preventDefault()
      this.#leave({ kind: 'left' })
    }
    return html`<dialog aria-labelledby="title" @cancel=${left}>
      <div class="head"><h2 id="title">${this.#title(question)}</h2></div>
      <div class="content">
        ${renderObstacles('critical', obstacles.blocks)} ${renderObstacles('caution', obstacles.conditions)}
        ${this.#renderForm()} ${obstacles.needsApproval ? renderApproval(this.#approvers, obstacles, this.locale) : nothing}
        ${this.mayOverride ? this.#renderOverride() : nothing}
        ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}
      </div>
      <div class="actions">${this.#renderButtons(obstacles)}</div>
    </dialog>`
  }

  #title({ move }: MoveQuestion): string {
    const { model } = this.app
    const stage = this.#pipeline?.stages.find(({ name }) => name === move.stage)
    const title = this.record ? recordTitle(move.entity, this.record, { model, locale: this.locale }) : ''
    return this.t('moveTitle', { title, stage: stage ? this.text(stage.label) : move.stage })
  }

  #renderForm() {
    if (!this.#form) return nothing
    return html`<tenon-value-form
      .client=${this.app.client}
      .model=${this.app.model}
      .form=${this.#form.form}
      .values=${this.#form.values}
      .labels=${this.record?.$labels ?? {}}
      .locale=${this.locale}
      @tenon-submit=${() => void this.#go()}
    ></tenon-value-form>`
  }

  #renderOverride() {
    return renderOverride({
      locale: this.locale,
      isOpen: this.overriding,
      reason: this.reason,
      onToggle: (isOpen) => {
        this.overriding = isOpen
      },
      onReason: (reason) => {
        this.reason = reason
      },
    })
  }

  #renderButtons({ blocks, needsApproval }: Obstacles) {
    const canAsk = needsApproval && this.#approvers !== ''
    const reason = this.reason.trim()
    return html`<button class="button" @click=${() => this.#leave({ kind: 'left' })}>${this.t('cancel')}</button>
      ${
        this.overriding
          ? html`<button
              class="button critical"
              ?disabled=${this.busy || reason.length < MIN_REASON}
              @click=${() => void this.#move({ reason })}
            >
              ${this.t('overrideMove')}
            </button>`
          : blocks.length > 0 || (needsApproval && !canAsk)
            ? nothing
            : html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#go()}>
                ${needsApproval ? this.t('askForApproval') : this.t('moveNow')}
              </button>`
      }`
  }

  #go(): Promise<void> {
    const reason = this.reason.trim()
    if (this.overriding) return reason.length < MIN_REASON ? Promise.resolve() : this.#move({ reason })
    const { blocks = [], needsApproval = false } = this.#obstacles ?? {}
    if (blocks.length > 0) return Promise.resolve()
    return needsApproval ? this.#askForApproval() : this.#move()
  }
}
customElements.define('studio-move-dialog', MoveDialog)

declare global {
  interface HTMLElementTagNameMap {
    'studio-move-dialog': MoveDialog
  }
}
