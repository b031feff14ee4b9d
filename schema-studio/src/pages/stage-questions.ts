import type {
  PlannedStages,
  ReturningRecords,
  StageAnswer,
  StageMapping,
  StageTarget,
  StrandedRecords,
} from '@tenon/sdk/contract/stage-mapping'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { strandedKey } from './stages-answered.ts'

/** Somebody has said where records go, or whether they return. */
export class StagesAnsweredEvent extends Event {
  readonly answer: StageAnswer

  constructor(answer: StageAnswer) {
    super('studio-stages-answered')
    this.answer = answer
  }
}

const LEAVE = '-'

/** Asks where records go whose stage is removed, and whether others return to one that comes back. Fires `studio-stages-answered`. */
export class StageQuestions extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: grid;
        gap: var(--tenon-space-4);
      }
      fieldset {
        display: grid;
        gap: var(--tenon-space-3);
        min-width: 0;
        margin: 0;
        padding: var(--tenon-space-4);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        font-size: var(--tenon-font-size-sm);
      }
      legend {
        padding: 0 var(--tenon-space-2);
        font-weight: var(--tenon-weight-strong);
      }
      p {
        margin: 0;
      }
      .lead {
        color: var(--tenon-text-muted);
      }
      .one {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(180px, 260px);
        gap: var(--tenon-space-2) var(--tenon-space-4);
        align-items: center;
        padding-top: var(--tenon-space-3);
        border-top: 1px solid var(--tenon-line);
        overflow-wrap: anywhere;
      }
      .one small {
        display: block;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .back {
        display: flex;
        gap: 10px;
        align-items: flex-start;
      }
      .back .checkbox {
        flex: none;
        margin-top: 2px;
      }
      @media (max-width: 560px) {
        .one {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]
  static override properties = { stages: { attribute: false }, answer: { attribute: false } }
  declare stages: PlannedStages
  declare answer: StageAnswer

  constructor() {
    super()
    this.stages = { stranded: [], returning: [] }
    this.answer = {}
  }

  #answer(answer: StageAnswer): void {
    this.answer = answer
    this.dispatchEvent(new StagesAnsweredEvent(answer))
  }

  #choose(records: StrandedRecords, value: string): void {
    const key = strandedKey(records)
    const others = (this.answer.mapping ?? []).filter((one) => strandedKey(one) !== key)
    const target = records.targets[Number(value)]
    const to = value === LEAVE || target === undefined ? null : { pipeline: target.pipeline, stage: target.stage }
    const { entity, pipeline, stage } = records
    const mapping = value === '' ? others : [...others, { entity, pipeline, stage, to }]
    this.#answer({ ...this.answer, mapping })
  }

  override render() {
    const { stranded, returning } = this.stages
    return html`${stranded.length > 0 ? this.#renderStranded(stranded) : nothing}
      ${returning.length > 0 ? this.#renderReturning(returning) : nothing}`
  }

  #renderStranded(stranded: readonly StrandedRecords[]) {
    return html`<fieldset>
      <legend>${this.t('stagesAsk')}</legend>
      <p class="lead">${this.t('stagesAskText')}</p>
      ${stranded.map((records, at) => this.#renderOne(records, at))}
    </fieldset>`
  }

  #renderOne(records: StrandedRecords, at: number) {
    const { live, deleted, reason, targets, mayLeave } = records
    const chosen = this.answer.mapping?.find((one) => strandedKey(one) === strandedKey(records))
    return html`<div class="one">
      <label for="to-${at}">
        ${this.t('stagesIn', { count: live + deleted, ...this.#words(records) })}
        ${deleted > 0 ? html`<small>${this.t('stagesDeleted', { count: deleted })}</small>` : nothing}
        ${reason === 'missing' ? html`<small>${this.t('stagesMissing')}</small>` : nothing}
      </label>
      <select
        class="select"
        id="to-${at}"
        aria-label=${this.t('stagesTarget', { stage: this.text(records.stageLabel) })}
        @change=${(event: Event) => this.#choose(records, (event.target as HTMLSelectElement).value)}
      >
        <option value="" ?selected=${chosen === undefined}>${this.t('stagesChoose')}</option>
        ${mayLeave ? html`<option value=${LEAVE} ?selected=${chosen?.to === null}>${this.t('stagesLeave')}</option>` : nothing}
        ${this.#renderTargets(targets, chosen)}
      </select>
    </div>`
  }

  #renderTargets(targets: readonly StageTarget[], chosen: StageMapping | undefined) {
    const pipelines = [...new Set(targets.map(({ pipeline }) => pipeline))]
    return pipelines.map((name) => {
      const own = targets.filter(({ pipeline }) => pipeline === name)
      return html`<optgroup label=${own[0] === undefined ? name : this.text(own[0].pipelineLabel)}>
        ${own.map(
          (target) => html`<option
            value=${targets.indexOf(target)}
            ?selected=${chosen?.to?.pipeline === name && chosen.to.stage === target.stage}
          >
            ${this.text(target.stageLabel)}
          </option>`,
        )}
      </optgroup>`
    })
  }

  #renderReturning(returning: readonly ReturningRecords[]) {
    return html`<fieldset>
      <legend>${this.t('stagesBack')}</legend>
      <label class="back">
        <input
          class="checkbox"
          type="checkbox"
          .checked=${this.answer.bringBack ?? false}
          @change=${(event: Event) => this.#answer({ ...this.answer, bringBack: (event.target as HTMLInputElement).checked })}
        />
        <span>
          ${returning.map(
            (records) =>
              html`<span>${this.t('stagesBackOne', { count: records.live + records.deleted, ...this.#words(records) })}</span><br />`,
          )}
          <span class="lead">${this.t('stagesBackText')}</span>
        </span>
      </label>
    </fieldset>`
  }

  #words({ entityLabel, pipelineLabel, stageLabel }: ReturningRecords) {
    return {
      entity: this.text(entityLabel),
      pipeline: this.text(pipelineLabel),
      stage: this.text(stageLabel),
    }
  }
}
customElements.define('studio-stage-questions', StageQuestions)
