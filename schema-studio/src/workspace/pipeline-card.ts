import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { RecordSummary } from '@tenon/sdk/contract/query'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { formatMoneyShort } from '@tenon/web-components/value/format-money'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { boardPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { pipelineCardStyles } from './pipeline-card.styles.ts'

type Group = RecordSummary['groups'][number]

/** One pipeline in figures: count and sum per stage. */
export class PipelineCard extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, pipelineCardStyles]
  static override properties = {
    app: { attribute: false },
    pipeline: { attribute: false },
    /** Counts up when the figures may have changed. */
    revision: { type: Number },
    groups: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare pipeline: ModelPipeline
  declare revision: number
  declare groups: Group[] | null
  /** Why there are no figures, where none could be read so far. */
  declare failure: string | null

  constructor() {
    super()
    this.groups = null
    this.failure = null
    this.revision = 0
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('pipeline') || changed.has('revision')) void this.#load()
  }

  async #load(): Promise<void> {
    const { entity, name, amountField } = this.pipeline
    const where = { field: 'pipeline', op: 'eq' as const, value: name }
    const input = { entity, where, groupBy: 'stage', ...(amountField && { sum: amountField }) }
    this.failure = null
    try {
      this.groups = (await this.app.client.records.summarize(input)).groups
    } catch (error) {
      if (this.groups === null) this.failure = errorText(error, this.locale)
    }
  }

  /** A stage may hold amounts of several currencies: one group each. */
  #groupsOf(stage: StageSchema): Group[] {
    return this.groups?.filter(({ value }) => value === stage.name) ?? []
  }

  #countOf(stage: StageSchema): number {
    const groups = this.#groupsOf(stage)
    return groups.reduce((sum, { count }) => sum + count, 0)
  }

  override render() {
    const { stages, name, label } = this.pipeline
    const open = stages.filter(({ category }) => category === 'open')
    const total = open.reduce((sum, stage) => sum + this.#countOf(stage), 0)
    return html`<header>
        <h3><a href=${boardPath(name)}>${icon('square-kanban')} ${this.text(label)}</a></h3>
        <span class="total">${this.groups ? this.t('openCount', { count: total }) : ''}</span>
      </header>
      <div class="bar" aria-hidden="true">
        ${open.map((stage) => this.#renderShare(stage, total))}
      </div>
      ${this.failure === null ? this.#renderStages(stages) : this.#renderFailure(this.failure)}`
  }

  #renderStages(stages: readonly StageSchema[]) {
    if (this.groups === null) return html`<span class="skeleton"></span>`
    return html`<ol>${stages.map((stage) => this.#renderStage(stage))}</ol>`
  }

  #renderFailure(failure: string) {
    return html`<p class="error" role="alert">${failure}</p>
      <button class="button dense again" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>`
  }

  #renderShare(stage: StageSchema, total: number) {
    const count = this.#countOf(stage)
    if (count === 0) return nothing
    // Set as a property and not as an attribute: inline styles are forbidden by the content security policy.
    return html`<span data-hue=${stage.hue ?? 'gray'} .style=${`flex-grow:${count / total}`}></span>`
  }

  #renderStage(stage: StageSchema) {
    const sums = this.#groupsOf(stage).flatMap(({ sum, currency }) =>
      sum !== null && currency ? [formatMoneyShort({ amount: sum, currency }, this.locale)] : [],
    )
    return html`<li data-hue=${stage.hue ?? 'gray'}>
      <span class="dot" aria-hidden="true"></span>
      <span class="name">${this.text(stage.label)}</span>
      <span class="sum">${sums.join(' + ')}</span>
      <span class="number">${new Intl.NumberFormat(this.locale).format(this.#countOf(stage))}</span>
    </li>`
  }
}
customElements.define('studio-pipeline-card', PipelineCard)
