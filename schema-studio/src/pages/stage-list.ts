import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import { FORMER_NAME_DAYS } from '@tenon/sdk/contract/model-names'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { tableStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { studioPipelinePath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { FIELD_NAME_PATTERN } from '../draft/field-name.ts'
import { icon } from '../icons/icon.ts'
import type { PipelineSheet } from '../pipelines/pipeline-sheet.ts'
import { DraftElement } from './draft-element.ts'
import '../pipelines/pipeline-sheet.ts'
import { fieldSheetStyles } from './field-sheet.styles.ts'

interface StagePlace {
  pipeline: string
  stage: string
}

/** The stages of an entity's pipelines in the draft, and what the API calls them, which can be changed here. */
export class StageList extends DraftElement {
  static override styles = [
    StudioElement.styles,
    tableStyles,
    fieldSheetStyles,
    dialogStyles,
    css`
      section {
        margin-top: var(--tenon-space-6);
      }
      .top {
        display: flex;
        gap: var(--tenon-space-3);
        align-items: center;
        justify-content: space-between;
        margin-bottom: var(--tenon-space-3);
      }
      h2 {
        margin: 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      .scroll {
        overflow-x: auto;
      }
      dialog {
        width: min(460px, calc(100vw - 32px));
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        margin-top: var(--tenon-space-4);
      }
    `,
  ]
  static override properties = {
    ...DraftElement.properties,
    entity: {},
    place: { state: true },
    failure: { state: true },
  }
  declare entity: string
  /** The stage that gets another name. */
  declare place: StagePlace | null
  declare failure: string | null

  constructor() {
    super()
    this.place = null
    this.failure = null
  }

  get #pipelines(): ModelPipeline[] {
    const { draft } = this.app.drafts
    return Object.values(draft?.document.pipelines ?? {}).filter(({ entity }) => entity === this.entity)
  }

  async #open(place: StagePlace): Promise<void> {
    this.place = place
    this.failure = null
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    this.element<HTMLInputElement>('#stage-name')?.select()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { place } = this
    if (!place) return
    const name = String(new FormData(event.target as HTMLFormElement).get('name') ?? '').trim()
    if (name === place.stage) return this.#close()
    if (!FIELD_NAME_PATTERN.test(name)) {
      this.failure = this.t('problemName')
      return
    }
    const { drafts } = this.app
    try {
      await drafts.rename({ part: 'stage', ...place }, name)
      this.#close()
      const undo = { label: this.t('undo'), run: () => this.attempt(drafts.undo()) }
      this.app.toast({ tone: 'positive', text: this.t('renamedInDraft', { name }), action: undo })
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.place = null
  }

  override render() {
    const pipelines = this.#pipelines
    return html`${pipelines.map((pipeline) => this.#renderPipeline(pipeline))}
      <p>
        <button
          class="button"
          ?disabled=${!this.app.drafts.draft}
          @click=${() => void this.element<PipelineSheet>('studio-pipeline-sheet')?.open()}
        >
          ${icon('plus')} ${this.t('pipelineAdd')}
        </button>
      </p>
      <studio-pipeline-sheet .app=${this.app} .entity=${this.entity}></studio-pipeline-sheet>
      <dialog aria-labelledby="rename-title" @close=${() => this.#close()}>
        ${this.place ? this.#renderForm(this.place) : nothing}
      </dialog>`
  }

  #renderPipeline(pipeline: ModelPipeline) {
    const title = this.t('stagesOf', { pipeline: this.text(pipeline.label) })
    return html`<section aria-label=${title}>
      <div class="top">
        <h2>${title}</h2>
        <a class="button dense" href=${studioPipelinePath(pipeline.name)} aria-label=${this.t('pipelineEditOf', { pipeline: this.text(pipeline.label) })}>
          ${icon('settings')} ${this.t('pipelineEdit')}
        </a>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${title}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">${this.t('stage')}</th>
              <th scope="col">${this.t('fieldName')}</th>
              <th scope="col">${this.t('stageTransitions')}</th>
              <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${pipeline.stages.map((stage) => this.#renderStage(pipeline, stage))}
          </tbody>
        </table>
      </div>
    </section>`
  }

  #renderStage({ name: pipeline, stages }: ModelPipeline, { name, label, transitions }: StageSchema) {
    const words = (one: string) => this.text(stages.find((stage) => stage.name === one)?.label ?? one)
    return html`<tr>
      <th scope="row">${this.text(label)}</th>
      <td><code>${name}</code></td>
      <td>${transitions ? transitions.map(words).join(', ') || '–' : this.t('stageAnyOther')}</td>
      <td class="end">
        <button
          class="button quiet dense"
          aria-label=${this.t('renameStageOf', { stage: this.text(label) })}
          ?disabled=${this.app.drafts.saving}
          @click=${() => void this.#open({ pipeline, stage: name })}
        >
          ${icon('pencil')} ${this.t('renameStage')}
        </button>
      </td>
    </tr>`
  }

  #renderForm({ pipeline, stage }: StagePlace) {
    const known = this.#pipelines.find(({ name }) => name === pipeline)?.stages.find(({ name }) => name === stage)
    return html`<h2 id="rename-title">${this.t('renameStageOf', { stage: this.text(known?.label ?? stage) })}</h2>
      <form @submit=${this.#save}>
        <div class="field">
          <label class="label" for="stage-name">${this.t('fieldName')}</label>
          <input class="input mono" id="stage-name" name="name" .value=${stage} required autocomplete="off" />
          <p class="help">${this.t('renameEffect', { name: stage, days: FORMER_NAME_DAYS })}</p>
        </div>
        <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
        <div class="actions">
          <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
          <button class="button primary">${this.t('saveToDraft')}</button>
        </div>
      </form>`
  }
}
customElements.define('studio-stage-list', StageList)
