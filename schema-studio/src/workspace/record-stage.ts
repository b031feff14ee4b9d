import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RecordMoves } from '@tenon/sdk/contract/stage-moves'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { moveRecord } from '../moves/move-record.ts'
import type { PlaceChosenEvent } from './pipeline-move.ts'
import { pipelinesOf } from './pipelines-of.ts'
import { problemFields } from './problem-fields.ts'
import { EditFieldEvent } from './record-details.ts'
import type { StageChosenEvent } from './stage-path.ts'
import '../moves/approval-list.ts'
import './pipeline-move.ts'
import './stage-path.ts'
import './stage-times.ts'

/** A record's way through its pipeline; a refused move says why. Fires `studio-record-moved`, `studio-edit-field`. */
export class RecordStage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      .notice {
        margin-top: var(--tenon-space-3);
      }
      studio-approval-list {
        display: block;
        margin-top: var(--tenon-space-3);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        margin: 0;
        padding: 0;
        list-style: none;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    record: { attribute: false },
    moving: { state: true },
    moves: { state: true },
    refusal: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare record: TenonRecord
  declare moving: string | null
  /** Where it can go, as far as that is known without plugins' code. */
  declare moves: RecordMoves | null
  declare refusal: TenonError | null

  constructor() {
    super()
    this.moving = null
    this.moves = null
    this.refusal = null
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('record') || changed.get('record')?.version === this.record.version) return
    // What was missing may be there now.
    this.refusal = null
    void this.#readMoves(this.record)
  }

  async #readMoves({ id, version }: TenonRecord): Promise<void> {
    const moves = await this.app.client.records.moves({ entity: this.entity, id }).catch(() => null)
    if (this.record.id === id && this.record.version === version) this.moves = moves
  }

  get #pipeline(): ModelPipeline | undefined {
    const { pipelines } = this.app.model
    return (
      (this.record.pipeline ? pipelines[this.record.pipeline] : undefined) ??
      Object.values(pipelines).find((pipeline) => pipeline.entity === this.entity)
    )
  }

  async #move(stage: string, pipeline?: string): Promise<void> {
    const { entity, record, app } = this
    const from = record
    const place = { stage, ...(pipeline !== undefined && { pipeline }) }
    this.moving = stage
    this.refusal = null
    try {
      const moved = await moveRecord(app, { entity, id: record.id, version: record.version, ...place })
      this.#announce(moved, from)
    } catch (error) {
      if (error instanceof TenonError && error.code !== 'UNAVAILABLE') this.refusal = error
      else app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    } finally {
      this.moving = null
    }
  }

  #announce(moved: TenonRecord, { pipeline, stage: from }: TenonRecord): void {
    this.record = moved
    this.dispatchEvent(new Event('studio-record-moved'))
    const stage = this.#pipeline?.stages.find(({ name }) => name === moved.stage)
    this.app.toast({
      tone: 'positive',
      text: this.t('movedTo', { stage: stage ? this.text(stage.label) : '' }),
      ...(from && { action: { label: this.t('undo'), run: () => this.#move(from, pipeline ?? undefined) } }),
    })
  }

  override render() {
    const pipeline = this.#pipeline
    if (!pipeline) return nothing
    const disabled = !this.app.model.entities[this.entity]?.access.update
    return html`<studio-pipeline-move
        .pipelines=${pipelinesOf(this.app.model, this.entity)}
        .record=${this.record}
        ?disabled=${disabled || this.moving !== null}
        @studio-place-chosen=${({ place }: PlaceChosenEvent) => void this.#move(place.stage, place.pipeline)}
      ></studio-pipeline-move>
      <studio-stage-path
        .pipeline=${pipeline}
        .record=${this.record}
        .moving=${this.moving}
        .moves=${this.moves}
        ?disabled=${disabled}
        @studio-stage-chosen=${(event: StageChosenEvent) => void this.#move(event.stage)}
      ></studio-stage-path>
      ${this.refusal ? this.#renderRefusal(this.refusal) : nothing}
      ${pipeline.transitionRules?.some(({ approval }) => approval) ? this.#renderApprovals() : nothing}
      <studio-stage-times .app=${this.app} .entity=${this.entity} .record=${this.record}></studio-stage-times>`
  }

  #renderApprovals() {
    return html`<studio-approval-list
      .app=${this.app}
      .of=${{ of: 'record', entity: this.entity, id: this.record.id, status: 'open' } as const}
      @studio-approval-changed=${() => this.dispatchEvent(new Event('studio-record-moved'))}
    ></studio-approval-list>`
  }

  #renderRefusal(error: TenonError) {
    const fields = problemFields(error, this.app.model.entities[this.entity])
    return html`<div class="notice caution" role="alert">
      ${icon('triangle-alert')}
      <p><strong>${this.t('moveRefused')}</strong> ${errorText(error, this.locale)}</p>
      <ul>
        ${fields.map(
          ({ name, label }) => html`<li>
            <button class="button dense" @click=${() => this.dispatchEvent(new EditFieldEvent(name))}>
              ${icon('pencil')} ${this.t('fillField', { field: this.text(label) })}
            </button>
          </li>`,
        )}
      </ul>
      <button
        class="button quiet icon dense"
        aria-label=${this.t('close')}
        @click=${() => {
          this.refusal = null
        }}
      >
        ${icon('x')}
      </button>
    </div>`
  }
}
customElements.define('studio-record-stage', RecordStage)
