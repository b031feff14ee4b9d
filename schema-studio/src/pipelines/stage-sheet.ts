import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { changePipeline } from '../draft/change-pipeline.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { sameJson } from '../draft/merge-patch.ts'
import { withStage } from '../draft/pipeline-stages.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from '../pages/draft-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { problemsBelow } from './problems-below.ts'
import type { StageEditedEvent } from './stage-part.ts'
import { type FindStageProblems, loadStageProblems } from './stage-problems.ts'
import './created-records.ts'
import './gate-editor.ts'
import './stage-basics.ts'

const NEW_STAGE: StageSchema = { name: '', label: { en: '' }, category: 'open', hue: 'blue' }

/** Everything of one stage, checked while it is typed, and saved to the draft as one step. */
export class StageSheet extends DraftElement {
  static override styles = [
    StudioElement.styles,
    sheetStyles,
    pipelinePartStyles,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(760px, 100vw);
      }
      h3 {
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      section + section {
        margin-top: var(--tenon-space-6);
      }
      .go {
        position: sticky;
        bottom: 0;
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        justify-content: flex-end;
        margin: var(--tenon-space-5) calc(-1 * var(--tenon-space-5)) 0;
        padding: var(--tenon-space-3) var(--tenon-space-5);
        border-top: 1px solid var(--tenon-line);
        background: var(--tenon-raised);
      }
      .go > div {
        flex: 1 1 200px;
      }
    `,
  ]
  static override properties = {
    ...DraftElement.properties,
    pipeline: {},
    stage: { state: true },
    problems: { state: true },
    failure: { state: true },
    expressions: { state: true },
  }
  /** Name of the pipeline. */
  declare pipeline: string
  /** Null while it is closed. */
  declare stage: StageSchema | null
  declare problems: readonly Problem[]
  declare failure: string | null
  declare expressions: ReadonlyMap<string, DerivationProblem[]>
  #initial: StageSchema = NEW_STAGE
  #find: FindStageProblems | null = null

  constructor() {
    super()
    this.stage = null
    this.problems = []
    this.failure = null
    this.expressions = new Map()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.router.addGuard({ isDirty: () => this.#isDirty, ask: () => this.#mayDiscard() }))
  }

  get #known(): ModelPipeline | undefined {
    return this.app.drafts.draft?.document.pipelines[this.pipeline]
  }

  get #isDirty(): boolean {
    return this.stage !== null && !sameJson(this.stage, this.#initial)
  }

  async open(name: string | null): Promise<void> {
    this.#initial = this.#known?.stages.find((stage) => stage.name === name) ?? NEW_STAGE
    Object.assign(this, { stage: this.#initial, problems: [], failure: null, expressions: new Map() })
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    this.#find ??= await loadStageProblems()
    this.#check()
  }

  #check(): void {
    const { document } = this.app.drafts.draft ?? {}
    const after = this.#after
    if (document && after && this.#find) this.expressions = this.#find(document, after)
  }

  /** The pipeline with the stage as it is typed; a new one gets its name by its label. */
  get #after(): ModelPipeline | null {
    const { stage } = this
    const known = this.#known
    if (!stage || !known) return null
    const taken = known.stages.map(({ name }) => name)
    const name = stage.name || fieldNameFrom(stage.label.en || 'stage', taken)
    return withStage(known, { ...stage, name })
  }

  #edited({ stage }: StageEditedEvent): void {
    this.stage = stage
    this.#check()
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    const [before, after] = [this.#known, this.#after]
    if (!before || !after || !this.stage) return
    if (this.stage.label.en.trim() === '') {
      this.failure = this.t('pipelineLabelNeeded')
      return
    }
    try {
      await this.app.drafts.apply((edits) => changePipeline(edits, { before, after }))
      this.#close()
    } catch (error) {
      this.problems = error instanceof TenonError ? problemsBelow(error, this.pipeline) : []
      this.failure = errorText(error, this.locale)
    }
  }

  #mayDiscard(): Promise<boolean> {
    return this.app.confirm({
      title: this.t('discardTitle'),
      text: this.t('discardText'),
      confirm: this.t('discard'),
      cancel: this.t('keepEditing'),
      critical: true,
    })
  }

  async #cancel(event: Event): Promise<void> {
    event.preventDefault()
    if (!this.#isDirty || (await this.#mayDiscard())) this.#close()
  }

  #close(): void {
    this.stage = null
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  override render() {
    const { stage } = this
    const title = stage?.name ? this.t('stageEditOf', { stage: this.text(this.#initial.label) }) : this.t('stageAdd')
    return html`<dialog aria-labelledby="title" @cancel=${(event: Event) => void this.#cancel(event)}>
      <div class="head">
        <h2 id="title">${title}</h2>
        <button class="button quiet icon" aria-label=${this.t('close')} @click=${(event: Event) => void this.#cancel(event)}>
          ${icon('x')}
        </button>
      </div>
      ${stage ? this.#renderForm(stage) : nothing}
    </dialog>`
  }

  #renderForm(stage: StageSchema) {
    const { draft } = this.app.drafts
    const after = this.#after
    if (!draft || !after) return nothing
    const at = after.stages.findIndex(({ name }) => name === (stage.name || this.#newName(after)))
    const part = { pointer: `/stages/${at}`, pipeline: after, document: draft.document }
    return html`<form
      class="content"
      novalidate
      @submit=${(event: Event) => void this.#save(event)}
      @studio-stage-edited=${(event: StageEditedEvent) => this.#edited(event)}
    >
      <section>
        <studio-stage-basics .stage=${stage} .pointer=${part.pointer} .pipeline=${part.pipeline} .document=${part.document} .problems=${this.problems}></studio-stage-basics>
      </section>
      ${(['entry', 'exit'] as const).map(
        (gate) => html`<section>
          <h3>${this.t(gate === 'entry' ? 'stageEntry' : 'stageExit')}</h3>
          <studio-gate-editor
            .gate=${gate}
            .stage=${stage}
            .pointer=${part.pointer}
            .pipeline=${part.pipeline}
            .document=${part.document}
            .problems=${this.problems}
            .expressions=${this.expressions}
          ></studio-gate-editor>
        </section>`,
      )}
      <section>
        <h3>${this.t('stageCreates')}</h3>
        <studio-created-records
          .stage=${stage}
          .pointer=${part.pointer}
          .pipeline=${part.pipeline}
          .document=${part.document}
          .problems=${this.problems}
          .expressions=${this.expressions}
        ></studio-created-records>
      </section>
      <div class="go">
        <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
        <button type="button" class="button" @click=${(event: Event) => void this.#cancel(event)}>${this.t('cancel')}</button>
        <button class="button primary" ?disabled=${this.app.drafts.saving || this.expressions.size > 0}>${this.t('saveToDraft')}</button>
      </div>
    </form>`
  }

  #newName({ stages }: ModelPipeline): string | undefined {
    const known = new Set(this.#known?.stages.map(({ name }) => name))
    return stages.find(({ name }) => !known.has(name))?.name
  }
}
customElements.define('studio-stage-sheet', StageSheet)
