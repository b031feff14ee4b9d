import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RecordMoves, StageMove } from '@tenon/sdk/contract/stage-moves'
import { chipStyles } from '@tenon/web-components/data.styles'
import { daysSince } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** Rules about a move that filling in a field does not change. */
const FINAL: readonly string[] = ['access', 'transition', 'skipping', 'goingBack', 'reopening', 'role']

/** A person asks to move a record to another stage. */
export class StageChosenEvent extends Event {
  readonly stage: string

  constructor(stage: string) {
    super('studio-stage-chosen')
    this.stage = stage
  }
}

/** The stages of a record's pipeline in their order, the current one marked; fires `studio-stage-chosen`. */
export class StagePath extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      ol {
        display: flex;
        gap: 3px;
        margin: 0;
        padding: 2px;
        position: relative;
        overflow-x: auto;
        list-style: none;
        scrollbar-width: none;
      }
      li {
        flex: 1 0 auto;
        display: grid;
      }
      button {
        display: flex;
        gap: 6px;
        align-items: center;
        justify-content: center;
        min-height: 30px;
        padding: 0 12px;
        border: 0;
        border-radius: 5px;
        background: var(--tenon-sunken);
        color: var(--tenon-text-muted);
        font: inherit;
        font-size: var(--tenon-font-size-xs);
        font-weight: var(--tenon-weight-medium);
        white-space: nowrap;
        cursor: pointer;
      }
      button:hover:not(:disabled) {
        background: var(--tenon-pressed);
        color: var(--tenon-text);
      }
      .passed button {
        background: var(--tenon-accent-soft);
        color: var(--tenon-accent-text);
      }
      .current button {
        background: var(--hue-soft);
        color: var(--hue-text);
        box-shadow: inset 0 -3px 0 var(--hue);
        cursor: default;
      }
      @media (forced-colors: active) {
        .current button {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }
      }
      button:disabled:not([aria-current]) {
        opacity: 0.6;
        cursor: not-allowed;
      }
      .icon {
        width: 13px;
        height: 13px;
      }
    `,
  ]
  static override properties = {
    pipeline: { attribute: false },
    record: { attribute: false },
    disabled: { type: Boolean },
    moving: {},
    moves: { attribute: false },
  }
  declare pipeline: ModelPipeline
  declare record: TenonRecord
  declare disabled: boolean
  /** Stage that a move is under way to. */
  declare moving: string | null
  /** Where the record can go; null until that is known. */
  declare moves: RecordMoves | null

  override updated(): void {
    const list = this.element<HTMLElement>('ol')
    const current = this.element<HTMLElement>('.current')
    if (!list || !current) return
    list.scrollLeft = current.offsetLeft - (list.clientWidth - current.clientWidth) / 2
  }

  override render() {
    const { stages } = this.pipeline
    const current = stages.findIndex((stage) => stage.name === this.record.stage)
    return html`<ol aria-label=${this.t('stages')}>
      ${stages.map((stage, index) => this.#renderStage(stage, index - current))}
    </ol>`
  }

  #renderStage(stage: StageSchema, distance: number) {
    const isCurrent = distance === 0
    const from = this.pipeline.stages.find((other) => other.name === this.record.stage)
    const move = this.moves?.moves.find((one) => one.stage === stage.name)
    const permitted = move ? this.#isPossible(move) : !from?.transitions || from.transitions.includes(stage.name)
    const wants = move?.problems.map(({ message }) => message).join('\n') ?? ''
    const passed = distance < 0 && from?.category !== 'lost'
    return html`<li class=${isCurrent ? 'current' : passed ? 'passed' : ''} data-hue=${stage.hue ?? 'gray'}>
      <button
        aria-current=${isCurrent ? 'step' : nothing}
        ?disabled=${this.disabled || isCurrent || !permitted || this.moving !== null}
        title=${isCurrent ? nothing : wants || (permitted ? nothing : this.t('moveNotPermitted'))}
        @click=${() => this.dispatchEvent(new StageChosenEvent(stage.name))}
      >
        ${passed ? icon('check') : move?.needsApproval ? icon('user-round') : nothing} ${this.text(stage.label)}
        ${isCurrent ? this.#renderAge(stage) : nothing}
      </button>
    </li>`
  }

  /** What has to be filled in, and whom to ask, comes up on the way; only what nothing mends is not offered. */
  #isPossible({ problems }: StageMove): boolean {
    return this.moves?.mayOverride === true || !problems.some(({ rule = '' }) => FINAL.includes(rule))
  }

  #renderAge(stage: StageSchema) {
    const since = this.record.stageEnteredAt
    const days = since && stage.category === 'open' ? daysSince(since) : 0
    return days > 0 ? html`<span>· ${this.t('daysInStage', { count: days })}</span>` : nothing
  }
}
customElements.define('studio-stage-path', StagePath)
