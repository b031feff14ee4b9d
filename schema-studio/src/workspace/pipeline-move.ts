import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { css, html, nothing } from 'lit'
import { dialogStyles } from '../app/dialog.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** A person asks to move a record into another pipeline. */
export class PlaceChosenEvent extends Event {
  readonly place: StagePlace

  constructor(place: StagePlace) {
    super('studio-place-chosen')
    this.place = place
  }
}

/** Says which pipeline a record is in, and moves it to a stage of another one. Fires `studio-place-chosen`. */
export class PipelineMove extends StudioElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    css`
      p {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
        margin: 0 0 var(--tenon-space-2);
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      dialog {
        width: min(420px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-4);
      }
    `,
  ]
  static override properties = {
    pipelines: { attribute: false },
    record: { attribute: false },
    disabled: { type: Boolean },
    chosen: { state: true },
  }
  declare pipelines: readonly ModelPipeline[]
  declare record: TenonRecord
  declare disabled: boolean
  /** The pipeline that it is to go to. */
  declare chosen: string

  constructor() {
    super()
    this.pipelines = []
    this.disabled = false
    this.chosen = ''
  }

  get #others(): ModelPipeline[] {
    return this.pipelines.filter(({ name }) => name !== this.record.pipeline)
  }

  async #open(): Promise<void> {
    this.chosen = this.#others[0]?.name ?? ''
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.chosen = ''
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const stage = this.element<HTMLSelectElement>('#stage')?.value ?? ''
    const place = { pipeline: this.chosen, stage }
    this.#close()
    this.dispatchEvent(new PlaceChosenEvent(place))
  }

  override render() {
    if (this.pipelines.length < 2) return nothing
    const now = this.pipelines.find(({ name }) => name === this.record.pipeline)
    return html`<p>
        ${now ? this.text(now.label) : this.t('pipelineNoneYet')}
        <button class="button quiet dense" ?disabled=${this.disabled} @click=${() => void this.#open()}>
          ${icon('arrow-right')} ${this.t('pipelineMove')}
        </button>
      </p>
      <dialog
        aria-labelledby="title"
        @close=${() => {
          this.chosen = ''
        }}
      >
        <h2 id="title">${this.t('pipelineMove')}</h2>
        ${this.chosen === '' ? nothing : this.#renderForm()}
      </dialog>`
  }

  #renderForm() {
    const target = this.#others.find(({ name }) => name === this.chosen)
    return html`<form @submit=${(event: SubmitEvent) => this.#submit(event)}>
      <div class="field">
        <label class="label" for="pipeline">${this.t('pipeline')}</label>
        <select
          class="select"
          id="pipeline"
          @change=${(event: Event) => {
            this.chosen = (event.target as HTMLSelectElement).value
          }}
        >
          ${this.#others.map(({ name, label }) => html`<option value=${name} ?selected=${name === this.chosen}>${this.text(label)}</option>`)}
        </select>
      </div>
      <div class="field">
        <label class="label" for="stage">${this.t('stage')}</label>
        <select class="select" id="stage">
          ${target?.stages.map(
            ({
              name,
              label,
            }) => html`<option value=${name} ?selected=${name === (target.initialStage ?? target.stages[0]?.name)}>
              ${this.text(label)}
            </option>`,
          )}
        </select>
      </div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
        <button class="button primary">${this.t('pipelineMoveGo')}</button>
      </div>
    </form>`
  }
}
customElements.define('studio-pipeline-move', PipelineMove)
