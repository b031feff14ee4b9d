import { HUES, type Hue } from '@tenon/sdk/contract/field-type'
import type { StageCategory, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { chipStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { StudioElement } from '../app/studio-element.ts'
import type { PendingMark } from '../draft/pending-mark.ts'
import { withStage, withStageAt } from '../draft/pipeline-stages.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { HUE_NAMES } from '../pages/hue-names.ts'
import { PipelineElement, typedIn } from './pipeline-element.ts'
import { stageTableStyles } from './stage-table.styles.ts'

export type StageAction = 'edit' | 'remove' | 'rename'

/** Somebody wants to do something with a stage. */
export class StageActionEvent extends Event {
  readonly stage: string
  readonly action: StageAction

  constructor(stage: string, action: StageAction) {
    super('studio-stage-action')
    this.stage = stage
    this.action = action
  }
}

export const CATEGORY_WORDS: Record<StageCategory, MessageKey> = {
  open: 'categoryOpen',
  won: 'categoryWon',
  lost: 'categoryLost',
}

/**
 * The stages in their order, which is changed by dragging, by buttons, or by Alt and an arrow key. Fires
 * `studio-stage-action` and `studio-pipeline-changed`.
 */
export class StageTable extends PipelineElement {
  static override styles = [StudioElement.styles, chipStyles, stageTableStyles]
  static override properties = { ...PipelineElement.properties, marks: { attribute: false }, dragged: { state: true } }
  declare marks: ReadonlyMap<string, PendingMark>
  declare dragged: string | null

  constructor() {
    super()
    this.marks = new Map()
    this.dragged = null
  }

  #move(name: string, to: number): void {
    const moved = withStageAt(this.pipeline, name, to)
    if (moved !== this.pipeline) this.change({ stages: moved.stages })
  }

  #onKey(event: KeyboardEvent, name: string, at: number): void {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    this.#move(name, event.key === 'ArrowUp' ? at - 1 : at + 1)
  }

  #drop(event: DragEvent, at: number): void {
    event.preventDefault()
    if (this.dragged !== null) this.#move(this.dragged, at)
    this.dragged = null
  }

  #act(stage: string, action: StageAction): void {
    this.dispatchEvent(new StageActionEvent(stage, action))
  }

  override render() {
    const removed = [...this.marks].filter(([, mark]) => mark === 'removed').map(([name]) => name)
    return html`<ol>
        ${repeat(
          this.pipeline.stages,
          ({ name }) => name,
          (stage, at) => this.#renderStage(stage, at),
        )}
      </ol>
      ${removed.length > 0 ? html`<p class="help">${this.t('stagesRemoved', { names: removed.join(', ') })}</p>` : nothing}`
  }

  #renderStage(stage: StageSchema, at: number) {
    const { name, hue = 'gray', category } = stage
    const words = this.text(stage.label)
    return html`<li
      data-hue=${hue}
      class=${this.dragged === name ? 'dragged' : ''}
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => this.#drop(event, at)}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, name, at)}
    >
      <span
        class="grip"
        draggable="true"
        aria-hidden="true"
        title=${this.t('stageDrag')}
        @dragstart=${(event: DragEvent) => {
          event.dataTransfer?.setData('text/plain', name)
          this.dragged = name
        }}
        @dragend=${() => {
          this.dragged = null
        }}
        >⠿</span
      >
      <span class="words">
        <b>${words}</b> ${this.#renderMark(this.marks.get(name))}
        <small><code>${name}</code> · ${this.t(CATEGORY_WORDS[category])}${this.#facts(stage)}</small>
        ${this.problemsAt(`/stages/${at}`)}
      </span>
      <select
        class="select hue"
        aria-label=${this.t('stageHueOf', { stage: words })}
        @change=${(event: Event) => this.change({ stages: withStage(this.pipeline, { ...stage, hue: typedIn(event) as Hue }).stages })}
      >
        ${HUES.map((one) => html`<option value=${one} ?selected=${one === hue}>${this.t(HUE_NAMES[one])}</option>`)}
      </select>
      <span class="tools">
        ${this.#renderTool('moveUp', { icon: 'arrow-up', words, disabled: at === 0, run: () => this.#move(name, at - 1) })}
        ${this.#renderTool('moveDown', { icon: 'arrow-down', words, disabled: at === this.pipeline.stages.length - 1, run: () => this.#move(name, at + 1) })}
        ${this.#renderTool('stageEdit', { icon: 'pencil', words, disabled: false, run: () => this.#act(name, 'edit') })}
        ${this.#renderTool('stageRemove', { icon: 'trash-2', words, disabled: this.pipeline.stages.length === 1, run: () => this.#act(name, 'remove') })}
      </span>
    </li>`
  }

  #facts({ probability, slaHours, rottingDays, wipLimit, entry, exit }: StageSchema): string {
    const guards = (entry?.guards?.length ?? 0) + (exit?.guards?.length ?? 0)
    const facts = [
      ...(probability === undefined ? [] : [`${probability} %`]),
      ...(slaHours === undefined ? [] : [this.t('stageSlaFact', { hours: slaHours })]),
      ...(rottingDays === undefined ? [] : [this.t('stageRottingFact', { days: rottingDays })]),
      ...(wipLimit === undefined ? [] : [this.t('stageWipFact', { count: wipLimit })]),
      ...(guards === 0 ? [] : [this.t('stageGuardsFact', { count: guards })]),
    ]
    return facts.map((fact) => ` · ${fact}`).join('')
  }

  #renderMark(mark: PendingMark | undefined) {
    if (mark === undefined) return nothing
    return html`<span class="badge">${this.t(mark === 'added' ? 'markAdded' : 'markChanged')}</span>`
  }

  #renderTool(key: 'moveUp' | 'moveDown' | 'stageEdit' | 'stageRemove', tool: Tool) {
    const label = `${this.t(key)}: ${tool.words}`
    return html`<button
      type="button"
      class="button quiet icon dense"
      title=${this.t(key)}
      aria-label=${label}
      ?disabled=${tool.disabled}
      @click=${tool.run}
    >
      ${icon(tool.icon)}
    </button>`
  }
}

interface Tool {
  icon: Parameters<typeof icon>[0]
  words: string
  disabled: boolean
  run: () => void
}
customElements.define('studio-stage-table', StageTable)
