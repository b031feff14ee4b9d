import type { BulkOperation } from '@tenon/sdk/contract/bulk-api'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import '@tenon/web-components/value-form'
import './bulk-tags.ts'
import { type AskedTask, shownTarget } from './bulk-task.ts'
import { changeableFields } from './changeable-fields.ts'
import { questionStyles } from './question.styles.ts'

/** All or nothing is offered up to so many. */
const MAX_WHOLE = 1_000
const OWNER = 'ownerId'
const OWNER_FIELD: FieldSchema = {
  fieldType: 'user',
  label: { en: translate('en', 'bulkOwner'), 'zh-CN': translate('zh-CN', 'bulkOwner') },
}

/** What a new record begins with is no answer to what many are to have. */
function fieldWithoutDefault({
  default: _,
  defaultTo: __,
  defaultExpression: ___,
  ...field
}: FieldSchema): FieldSchema {
  return field
}

/** Asks which records, what about them, and whether all or none. The dialog around it takes the answer by `collect`. */
export class BulkQuestion extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, questionStyles]
  static override properties = {
    app: { attribute: false },
    task: { attribute: false },
    all: { state: true },
    whole: { state: true },
    field: { state: true },
    count: { state: true },
  }
  declare app: AppServices
  declare task: AskedTask
  /** All that the list shows, beyond what is selected. */
  declare all: boolean
  declare whole: boolean
  declare field: string
  /** How many the list shows; null until it is known. */
  declare count: number | null
  #form: FormSchema | null = null

  constructor() {
    super()
    this.all = false
    this.whole = false
    this.field = ''
    this.count = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.all = this.task.ids.length === 0
    void this.#countShown()
  }

  /** How many records it is about; null where that is not known yet. */
  get chosen(): number | null {
    return this.all ? this.count : this.task.ids.length
  }

  get #values() {
    return this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
  }

  get #tags() {
    return this.element<HTMLElementTagNameMap['studio-bulk-tags']>('studio-bulk-tags')
  }

  focusFirst(): void {
    const first = this.renderRoot.querySelector<HTMLElement>('input, select')
    if (this.#tags && !this.element('[name="which"]')) this.#tags.focusFirst()
    else if (first) first.focus()
    else void this.#values?.focusFirst()
  }

  /** What is to be done, as the API takes it; null where something has to be filled in first. */
  async collect() {
    const operation = await this.#operation()
    if (operation === null) return null
    const { ids, shown, entity } = this.task
    const target = this.all ? shownTarget(shown) : { ids }
    const mode = this.whole && this.#mayBeWhole ? ('allOrNothing' as const) : ('bestEffort' as const)
    return { entity, target, operation, mode }
  }

  /** Puts what the server said at the field that it means; the words that belong to none. */
  async showProblems(problems: readonly Problem[]): Promise<string[]> {
    return (await this.#values?.showProblems(problems, '/operation/values')) ?? problems.map(({ message }) => message)
  }

  async #operation(): Promise<BulkOperation | null> {
    const { kind } = this.task
    if (kind === 'delete' || kind === 'restore') return { kind }
    if (kind === 'tag') return this.#tags?.collect() ?? null
    if (kind === 'update' && this.field === '') {
      this.element<HTMLElement>('#field')?.focus()
      return null
    }
    const values: JsonObject | null = (await this.#values?.collect()) ?? null
    if (values === null) return null
    if (kind === 'update') return { kind, values: { [this.field]: values[this.field] ?? null } }
    const owner = values[OWNER]
    return { kind, ownerId: typeof owner === 'string' ? owner : null }
  }

  async #countShown(): Promise<void> {
    const { entity, shown, kind } = this.task
    const input = { entity, ...shownTarget(shown), fields: [], limit: 1, count: true, deleted: kind === 'restore' }
    const page = await this.app.client.records.find(input).catch(() => null)
    this.count = page?.count ?? null
  }

  get #mayBeWhole(): boolean {
    return this.chosen !== null && this.chosen <= MAX_WHOLE
  }

  get #schema() {
    return this.app.model.entities[this.task.entity]
  }

  override render() {
    return html`${this.#renderTarget()} ${this.#renderOperation()} ${this.#renderMode()}`
  }

  /** Only where there is more than what is selected, there is something to choose. */
  #renderTarget() {
    const { ids } = this.task
    const plural = this.text(this.#schema?.pluralLabel ?? '')
    const shown =
      this.count === null ? this.t('actionOnShown', { plural }) : this.t('actionOnAll', { count: this.count, plural })
    if (ids.length === 0) return html`<p>${shown}</p>`
    const selected = this.t('bulkSelected', { count: ids.length, plural })
    if (this.count !== null && this.count <= ids.length) return html`<p>${selected}</p>`
    return html`<fieldset>
      <legend class="label">${this.t('bulkWhich')}</legend>
      ${this.#choice({ label: selected, on: !this.all, choose: () => (this.all = false) })}
      ${this.#choice({ label: shown, on: this.all, choose: () => (this.all = true) })}
    </fieldset>`
  }

  #choice({ label, on, choose }: { label: string; on: boolean; choose: () => void }) {
    return html`<label class="choice">
      <input type="radio" name="which" .checked=${on} @change=${choose} /> ${label}
    </label>`
  }

  #renderOperation() {
    const { kind } = this.task
    if (kind === 'delete') {
      return html`<div class="notice caution">${icon('triangle-alert')}<p>${this.t('bulkDeleteText')}</p></div>`
    }
    if (kind === 'tag') {
      return html`<studio-bulk-tags .app=${this.app} .entity=${this.task.entity}></studio-bulk-tags>`
    }
    if (kind === 'restore') return html`<p>${this.t('bulkRestoreText')}</p>`
    return html`${kind === 'update' ? this.#renderFields() : nothing}
      ${
        kind === 'assign' || this.field !== ''
          ? html`<tenon-value-form
              .client=${this.app.client}
              .model=${this.app.model}
              .form=${this.#formOf(kind === 'assign' ? OWNER : this.field)}
              .locale=${this.locale}
            ></tenon-value-form>
            <p class="help">${this.t(kind === 'assign' ? 'bulkAssignHelp' : 'bulkChangeHelp')}</p>`
          : nothing
      }`
  }

  #renderFields() {
    const fields = this.#schema ? changeableFields(this.#schema) : []
    return html`<div class="field">
      <label class="label" for="field">${this.t('bulkField')}</label>
      <select class="select" id="field" @change=${(event: Event) => (this.field = (event.target as HTMLSelectElement).value)}>
        <option value="" disabled ?selected=${this.field === ''}>${this.t('bulkChooseField')}</option>
        ${fields.map(([name, { label }]) => html`<option value=${name} ?selected=${this.field === name}>${this.text(label)}</option>`)}
      </select>
    </div>`
  }

  /** The form begins anew for another object: it is the same for the same field. */
  #formOf(name: string): FormSchema {
    if (this.#form && Object.hasOwn(this.#form.properties, name)) return this.#form
    const form = { properties: { [name]: fieldWithoutDefault(this.#schema?.properties[name] ?? OWNER_FIELD) } }
    this.#form = form
    return form
  }

  #renderMode() {
    if (!this.#mayBeWhole || this.chosen === 1) return nothing
    return html`<div>
      <label class="choice">
        <input
          type="checkbox"
          aria-describedby="whole-help"
          .checked=${this.whole}
          @change=${(event: Event) => (this.whole = (event.target as HTMLInputElement).checked)}
        />
        ${this.t('bulkWhole')}
      </label>
      <p class="help" id="whole-help">${this.t('bulkWholeHelp')}</p>
    </div>`
  }
}
customElements.define('studio-bulk-question', BulkQuestion)

declare global {
  interface HTMLElementTagNameMap {
    'studio-bulk-question': BulkQuestion
  }
}
