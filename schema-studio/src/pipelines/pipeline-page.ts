import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type TemplateResult } from 'lit'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { studioEntityPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { changePipeline } from '../draft/change-pipeline.ts'
import { createLossField } from '../draft/create-loss-field.ts'
import { pendingAttributes, pendingStages } from '../draft/pending-pipeline.ts'
import { withoutStage } from '../draft/pipeline-stages.ts'
import { removePipeline } from '../draft/remove-pipeline.ts'
import { isPipelineCustomised, resetPipeline } from '../draft/reset-pipeline.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { DraftElement } from '../pages/draft-element.ts'
import { sourceLabel, sourceStyles } from '../pages/source-label.ts'
import type { PipelineChangedEvent } from './pipeline-changed-event.ts'
import { pipelinePageStyles } from './pipeline-page.styles.ts'
import { problemsBelow } from './problems-below.ts'
import type { StageSheet } from './stage-sheet.ts'
import type { StageActionEvent } from './stage-table.ts'
import '../pages/draft-bar.ts'
import './loss-reason-panel.ts'
import './moves-panel.ts'
import './pipeline-basics.ts'
import './stage-sheet.ts'
import './stage-table.ts'
import './transition-rules.ts'

type Attribute = keyof PipelineSchema

interface Section {
  title: MessageKey
  attributes: readonly Attribute[]
  body: TemplateResult
}

const BASICS = ['label', 'initialStage', 'amountField', 'closeDateField', 'cardFields', 'calendar'] as const

/** One pipeline of the draft: its stages, moves, rules and reasons for losing. Every change is a step of the draft. */
export class PipelinePage extends DraftElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, sourceStyles, pageStyles, pipelinePageStyles]
  static override properties = {
    ...DraftElement.properties,
    pipeline: {},
    problems: { state: true },
    failure: { state: true },
  }
  declare pipeline: string
  declare problems: readonly Problem[]
  declare failure: string | null

  constructor() {
    super()
    this.problems = []
    this.failure = null
  }

  get #known(): ModelPipeline | undefined {
    return this.app.drafts.draft?.document.pipelines[this.pipeline]
  }

  async #apply(step: Parameters<typeof this.app.drafts.apply>[0]): Promise<boolean> {
    try {
      await this.app.drafts.apply(step)
      Object.assign(this, { problems: [], failure: null })
      return true
    } catch (error) {
      this.problems = error instanceof TenonError ? problemsBelow(error, this.pipeline) : []
      this.failure = errorText(error, this.locale)
      return false
    }
  }

  #change(after: ModelPipeline): Promise<boolean> {
    const before = this.#known
    return before === undefined
      ? Promise.resolve(false)
      : this.#apply((edits) => changePipeline(edits, { before, after }))
  }

  async #onStageAction({ stage, action }: StageActionEvent): Promise<void> {
    const known = this.#known
    if (action === 'edit') return this.element<StageSheet>('studio-stage-sheet')?.open(stage)
    if (!known) return
    const label = this.text(known.stages.find(({ name }) => name === stage)?.label ?? stage)
    if (await this.#change(withoutStage(known, stage))) this.#offerUndo(this.t('stageRemoved', { stage: label }))
  }

  async #remove(known: ModelPipeline): Promise<void> {
    const label = this.text(known.label)
    const agreed = await this.app.confirm({
      title: this.t('pipelineRemoveTitle', { pipeline: label }),
      text: this.t('pipelineRemoveText'),
      confirm: this.t('pipelineRemove'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed || !(await this.#apply((edits) => removePipeline(edits, known)))) return
    this.#offerUndo(this.t('pipelineRemoved', { pipeline: label }))
    await this.app.router.navigate(studioEntityPath(known.entity))
  }

  async #createLossField(known: ModelPipeline): Promise<void> {
    const entity = this.app.drafts.draft?.document.entities[known.entity]
    if (entity) await this.#apply((edits) => createLossField(edits, { entity, pipeline: known }))
  }

  #offerUndo(text: string): void {
    const { drafts } = this.app
    this.app.toast({ text, action: { label: this.t('undo'), run: () => this.attempt(drafts.undo()) } })
  }

  override render() {
    const { draft } = this.app.drafts
    const known = this.#known
    if (draft && !known) return this.#renderMissing()
    if (!draft || !known) return html`${pageHeader({ title: '…' })}<div class="body" aria-busy="true"></div>`
    return html`${this.#renderHeader(known)}
      <div class="body">
        <div class="wrap" @studio-pipeline-changed=${(event: PipelineChangedEvent) => void this.#change(event.pipeline)}>
          ${
            this.failure
              ? html`<div class="notice critical" role="alert">${icon('circle-alert')}<p>${this.failure}</p></div>`
              : nothing
          }
          ${this.#sections(known).map((section) => this.#renderSection(known, section))}
        </div>
      </div>
      <studio-stage-sheet .app=${this.app} .pipeline=${known.name}></studio-stage-sheet>`
  }

  #renderHeader(known: ModelPipeline) {
    const entity = this.app.drafts.draft?.document.entities[known.entity]
    return pageHeader({
      crumbs: [
        { label: this.t('entities'), path: '/studio' },
        { label: this.text(entity?.label ?? known.entity), path: studioEntityPath(known.entity) },
      ],
      title: this.text(known.label),
      aside: sourceLabel(known.source, { plugins: this.app.plugins, locale: this.locale }),
      actions: html`<studio-draft-bar .app=${this.app} review></studio-draft-bar>
        <button class="button" @click=${() => void this.#remove(known)}>${icon('trash-2')} ${this.t('pipelineRemove')}</button>
        <button class="button primary" @click=${() => void this.element<StageSheet>('studio-stage-sheet')?.open(null)}>
          ${icon('plus')} ${this.t('stageAdd')}
        </button>`,
    })
  }

  #sections(known: ModelPipeline): Section[] {
    const document = this.app.drafts.draft?.document
    const { problems } = this
    const { roleLabels } = this.app.model
    return [
      {
        title: 'stages',
        attributes: ['stages'],
        body: html`<studio-stage-table
          .pipeline=${known}
          .document=${document}
          .problems=${problems}
          .marks=${pendingStages(this.app.model.pipelines[known.name], known)}
          @studio-stage-action=${(event: StageActionEvent) => void this.#onStageAction(event)}
        ></studio-stage-table>`,
      },
      {
        title: 'pipelineBasics',
        attributes: BASICS,
        body: html`<studio-pipeline-basics .app=${this.app} .pipeline=${known} .document=${document} .problems=${problems}></studio-pipeline-basics>`,
      },
      {
        title: 'movesTitle',
        attributes: ['skipping', 'goingBack', 'reopening'],
        body: html`<studio-moves-panel .pipeline=${known} .document=${document} .problems=${problems} .roleLabels=${roleLabels}></studio-moves-panel>`,
      },
      {
        title: 'moveRules',
        attributes: ['transitionRules'],
        body: html`<studio-transition-rules .pipeline=${known} .document=${document} .problems=${problems} .roleLabels=${roleLabels}></studio-transition-rules>`,
      },
      {
        title: 'lossTitle',
        attributes: ['lossReason'],
        body: html`<studio-loss-reason
          .pipeline=${known}
          .document=${document}
          .problems=${problems}
          @studio-loss-field-wanted=${() => void this.#createLossField(known)}
        ></studio-loss-reason>`,
      },
    ]
  }

  #renderSection(known: ModelPipeline, { title, attributes, body }: Section) {
    const changed = pendingAttributes(this.app.model.pipelines[known.name], known)
    const isMarked = attributes.some((attribute) => changed.has(attribute))
    const own = { name: known.name, attributes }
    const mayReset = known.source !== 'tenant' && isPipelineCustomised(this.app.drafts.draft?.edits ?? {}, own)
    return html`<section aria-labelledby=${title}>
      <div class="top">
        <h2 id=${title}>${this.t(title)}</h2>
        ${isMarked ? html`<span class="badge">${this.t('markChanged')}</span>` : nothing}
        ${
          mayReset
            ? html`<button
                class="button quiet dense"
                aria-label=${this.t('pipelineResetOf', { part: this.t(title) })}
                @click=${() => void this.#apply((edits) => resetPipeline(edits, own))}
              >
                ${icon('rotate-ccw')} ${this.t('pipelineReset')}
              </button>`
            : nothing
        }
      </div>
      ${body}
    </section>`
  }

  #renderMissing() {
    const title = this.t('pipelineMissingTitle')
    return html`${pageHeader({ title })}
      <div class="body">
        ${emptyState({
          picture: 'closed',
          title,
          text: this.t('pipelineMissingText'),
          action: html`<a class="button" href="/studio">${this.t('goBack')}</a>`,
        })}
      </div>`
  }
}
customElements.define('studio-pipeline-page', PipelinePage)
