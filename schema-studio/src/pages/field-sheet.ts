import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { addField } from '../draft/add-field.ts'
import { changeField } from '../draft/change-field.ts'
import { checkFieldForm } from '../draft/check-field-form.ts'
import { EMPTY_FIELD_FORM, type FieldForm } from '../draft/field-form.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { formOfField } from '../draft/form-of-field.ts'
import { guessFieldType } from '../draft/guess-field-type.ts'
import { schemaOfForm } from '../draft/schema-of-form.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from './draft-element.ts'
import { fieldSheetStyles } from './field-sheet.styles.ts'
import { renderFieldBasics } from './render-field-basics.ts'
import { renderFieldDetails } from './render-field-details.ts'
import { renderFieldPreview } from './render-field-preview.ts'

/** A field is in the draft now. */
export class FieldSavedEvent extends Event {
  readonly field: string

  constructor(field: string) {
    super('studio-field-saved')
    this.field = field
  }
}

/** Adds a field to the draft of an entity or changes one, with the input that it makes shown beside it. Fires `studio-field-saved`. */
export class FieldSheet extends DraftElement {
  static override styles = [StudioElement.styles, stateStyles, sheetStyles, fieldSheetStyles]
  static override properties = {
    ...DraftElement.properties,
    entity: { state: true },
    field: { state: true },
    form: { state: true },
    tried: { state: true },
    failure: { state: true },
    typeTouched: { state: true },
    nameTouched: { state: true },
  }
  declare entity: string | null
  /** Null for a new field. */
  declare field: string | null
  declare form: FieldForm
  declare tried: boolean
  declare failure: string | null
  declare typeTouched: boolean
  declare nameTouched: boolean
  #initial: FieldForm = EMPTY_FIELD_FORM

  constructor() {
    super()
    this.entity = null
    this.#start(null)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.router.addGuard({ isDirty: () => this.#isDirty, ask: () => this.#askToDiscard() }))
  }

  async open(entity: string, field: string | null): Promise<void> {
    this.entity = entity
    this.#start(field)
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    this.element<HTMLInputElement>(this.locale === 'zh-CN' ? '#labelZh' : '#labelEn')?.focus()
  }

  #start(field: string | null): void {
    const entity = this.#draftEntity
    this.field = field
    this.#initial = field && entity ? formOfField(entity, field) : EMPTY_FIELD_FORM
    this.form = this.#initial
    this.tried = false
    this.failure = null
    this.typeTouched = field !== null
    this.nameTouched = field !== null
  }

  get #draftEntity(): ModelEntity | undefined {
    return this.entity ? this.app?.drafts.draft?.document.entities[this.entity] : undefined
  }

  get #base(): FieldSchema | undefined {
    return this.field ? this.#draftEntity?.properties[this.field] : undefined
  }

  get #isDirty(): boolean {
    return this.entity !== null && this.form !== this.#initial
  }

  get #others(): Record<string, FieldSchema> {
    const all = Object.entries(this.#draftEntity?.properties ?? {})
    return Object.fromEntries(all.filter(([name]) => name !== this.field))
  }

  get #taken(): string[] {
    return Object.keys(this.#others)
  }

  get #guess() {
    const label = `${this.form.labelEn} ${this.form.labelZh}`.trim()
    return this.field === null && label ? guessFieldType(label) : null
  }

  #askToDiscard(): Promise<boolean> {
    return this.app.confirm({
      title: this.t('discardTitle'),
      text: this.t('discardText'),
      confirm: this.t('discard'),
      cancel: this.t('keepEditing'),
      critical: true,
    })
  }

  /** Until somebody says otherwise, name and type follow the label. */
  #change(change: Partial<FieldForm>): void {
    if (change.fieldType) this.typeTouched = true
    if (change.name !== undefined) this.nameTouched = true
    const form = { ...this.form, ...change }
    const label = form.labelEn || form.labelZh
    this.form = {
      ...form,
      name: this.nameTouched ? form.name : label.trim() ? fieldNameFrom(form.labelEn, this.#taken) : '',
      fieldType: this.typeTouched ? form.fieldType : guessFieldType(`${form.labelEn} ${form.labelZh}`.trim()),
    }
    this.failure = null
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    this.tried = true
    const entity = this.#draftEntity
    const problems = Object.keys(checkFieldForm(this.form, this.#taken))
    if (problems[0]) return this.#focusProblem(problems[0])
    if (!entity) return
    const { name, labelEn, labelZh } = this.form
    const { drafts } = this.app
    try {
      if (this.#isDirty) {
        await this.#rename(entity.name)
        await this.#apply()
        if (drafts.hasConflict) return
        this.#announce(this.locale === 'zh-CN' ? labelZh || labelEn : labelEn || labelZh)
      }
      this.#close()
      this.dispatchEvent(new FieldSavedEvent(name))
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  /** Under its new name, the field is changed like any other. */
  async #rename(entity: string): Promise<void> {
    const { name } = this.form
    if (this.field === null || this.field === name) return
    await this.app.drafts.rename({ part: 'field', entity, field: this.field }, name)
    this.field = name
  }

  async #apply(): Promise<void> {
    const entity = this.#draftEntity
    if (!entity) return
    const { name, required } = this.form
    const input = { entity, name, required, schema: schemaOfForm(this.form, this.#base) }
    await this.app.drafts.apply((edits) => (this.field ? changeField(edits, input) : addField(edits, input)))
  }

  async #focusProblem(name: string): Promise<void> {
    await this.updateComplete
    const input = this.element<HTMLElement>(`#${name}`)
    input?.focus()
    input?.scrollIntoView({ block: 'center' })
  }

  #announce(field: string): void {
    const { drafts } = this.app
    this.app.toast({
      tone: 'positive',
      text: this.t(this.field ? 'fieldChangedInDraft' : 'fieldAddedToDraft', { field }),
      action: { label: this.t('undo'), run: () => this.attempt(drafts.undo()) },
    })
  }

  async #requestClose(): Promise<void> {
    if (this.#isDirty && !(await this.#askToDiscard())) return
    this.#close()
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.entity = null
    this.form = this.#initial
  }

  override render() {
    return html`<dialog
      aria-labelledby="sheet-title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        void this.#requestClose()
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void this.#save(event)
      }}
    >
      <div class="head">
        <h2 id="sheet-title">${this.#title}</h2>
        <button class="button quiet icon" aria-label=${this.t('close')} @click=${() => void this.#requestClose()}>
          ${icon('x')}
        </button>
      </div>
      ${this.entity ? this.#renderForm() : nothing}
    </dialog>`
  }

  get #title(): string {
    const entity = this.#draftEntity
    const words = { entity: entity ? this.text(entity.label) : '' }
    if (!this.field) return this.t('addFieldTo', words)
    const label = this.#base ? this.text(this.#base.label) : this.field
    return this.t('editFieldOf', { ...words, field: label })
  }

  #renderForm() {
    const entity = this.#draftEntity
    if (!entity) return nothing
    const problems = this.tried ? checkFieldForm(this.form, this.#taken) : {}
    const isOwn = this.field === null || entity.fieldSources[this.field] === 'tenant'
    const view = {
      form: this.form,
      problems,
      model: this.app.model,
      others: this.#others,
      document: this.app.drafts.draft?.document,
      entity: entity.name,
      isNew: this.field === null,
      field: this.field,
      mayChangeType: isOwn,
      isComputed: this.#base?.computedBy !== undefined,
      guess: this.#guess,
      storedOptions: this.#base?.options?.map(({ value }) => value) ?? [],
      locale: this.locale,
      change: (change: Partial<FieldForm>) => this.#change(change),
    }
    return html`<form class="content" novalidate @submit=${this.#save}>
      <div class="inputs">${renderFieldBasics(view)} ${renderFieldDetails(view)}</div>
      ${renderFieldPreview({ app: this.app, entity, field: this.field, schema: schemaOfForm(this.form, this.#base), form: this.form, locale: this.locale })}
      <div class="foot">
        <div role="alert">${this.failure ? html`<p class="error">${this.failure}</p>` : nothing}</div>
        <button type="button" class="button" @click=${() => void this.#requestClose()}>${this.t('cancel')}</button>
        <button class="button primary" ?disabled=${this.app.drafts.saving}>
          ${this.t(this.field ? 'saveToDraft' : 'addToDraft')}
        </button>
      </div>
    </form>`
  }
}
customElements.define('studio-field-sheet', FieldSheet)
