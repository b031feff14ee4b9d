import { css, html, nothing } from 'lit'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { studioPipelinePath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { addPipeline } from '../draft/add-pipeline.ts'
import { FIELD_NAME_PATTERN, fieldNameFrom } from '../draft/field-name.ts'
import { DraftElement } from '../pages/draft-element.ts'

/** Adds a pipeline to an entity, and leads to its page. */
export class PipelineSheet extends DraftElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    css`
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
    name: { state: true },
    failure: { state: true },
    isOpen: { state: true },
  }
  declare entity: string
  declare name: string
  declare failure: string | null
  declare isOpen: boolean

  constructor() {
    super()
    this.name = ''
    this.failure = null
    this.isOpen = false
  }

  async open(): Promise<void> {
    this.name = ''
    this.failure = null
    this.isOpen = true
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
  }

  get #taken(): string[] {
    return Object.keys(this.app.drafts.draft?.document.pipelines ?? {})
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const read = (key: string) => String(data.get(key) ?? '').trim()
    const [en, zh, name] = [read('en'), read('zh'), read('name')]
    this.failure = this.#problem({ en, name })
    if (this.failure !== null) return
    try {
      const label = zh === '' ? { en } : { en, 'zh-CN': zh }
      await this.app.drafts.apply((edits) => addPipeline(edits, { name, entity: this.entity, label }))
      this.#close()
      await this.app.router.navigate(studioPipelinePath(name))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  #problem({ en, name }: { en: string; name: string }): string | null {
    if (en === '') return this.t('pipelineLabelNeeded')
    if (!FIELD_NAME_PATTERN.test(name)) return this.t('problemName')
    return this.#taken.includes(name) ? this.t('pipelineTaken', { name }) : null
  }

  #close(): void {
    this.isOpen = false
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  #typed(event: Event): void {
    this.name = fieldNameFrom((event.target as HTMLInputElement).value || 'pipeline', this.#taken)
  }

  override render() {
    return html`<dialog
      aria-labelledby="title"
      @close=${() => {
        this.isOpen = false
      }}
    >
      <h2 id="title">${this.t('pipelineAdd')}</h2>
      ${this.isOpen ? this.#renderForm() : nothing}
    </dialog>`
  }

  #renderForm() {
    return html`<form novalidate @submit=${(event: SubmitEvent) => void this.#save(event)}>
      <div class="field">
        <label class="label" for="en">${this.t('labelEnglish')}</label>
        <input class="input" id="en" name="en" maxlength="100" autocomplete="off" @input=${(event: Event) => this.#typed(event)} />
      </div>
      <div class="field">
        <label class="label" for="zh">${this.t('labelChinese')}</label>
        <input class="input" id="zh" name="zh" lang="zh-CN" maxlength="100" autocomplete="off" />
      </div>
      <div class="field">
        <label class="label" for="name">${this.t('fieldName')}</label>
        <input class="input mono" id="name" name="name" .value=${this.name} autocomplete="off" />
        <p class="help">${this.t('pipelineNameHelp')}</p>
      </div>
      <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
        <button class="button primary">${this.t('pipelineAdd')}</button>
      </div>
    </form>`
  }
}
customElements.define('studio-pipeline-sheet', PipelineSheet)
