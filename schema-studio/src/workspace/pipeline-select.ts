import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'

/** Another pipeline is chosen; null for all. */
export class PipelineChosenEvent extends Event {
  readonly pipeline: string | null

  constructor(pipeline: string | null) {
    super('studio-pipeline-chosen')
    this.pipeline = pipeline
  }
}

/** Chooses among an entity's pipelines; nothing where there is no choice. Fires `studio-pipeline-chosen`. */
export class PipelineSelect extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: inline-block;
        min-width: 0;
      }
      .select {
        max-width: min(220px, 48vw);
      }
    `,
  ]
  static override properties = {
    pipelines: { attribute: false },
    chosen: {},
    label: {},
    withAll: { type: Boolean, attribute: 'with-all' },
  }
  declare pipelines: readonly ModelPipeline[]
  /** Null for all. */
  declare chosen: string | null
  declare label: string
  /** Whether all of them can be chosen together. */
  declare withAll: boolean

  constructor() {
    super()
    this.pipelines = []
    this.chosen = null
    this.label = ''
    this.withAll = false
  }

  override render() {
    if (this.pipelines.length < 2) return nothing
    return html`<select
      class="select"
      aria-label=${this.label || this.t('pipeline')}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement
        this.dispatchEvent(new PipelineChosenEvent(value === '' ? null : value))
      }}
    >
      ${this.withAll ? html`<option value="" ?selected=${this.chosen === null}>${this.t('pipelineAll')}</option>` : nothing}
      ${this.pipelines.map(
        ({ name, label }) => html`<option value=${name} ?selected=${name === this.chosen}>${this.text(label)}</option>`,
      )}
    </select>`
  }
}
customElements.define('studio-pipeline-select', PipelineSelect)
