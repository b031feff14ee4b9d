import { Task } from '@lit/task'
import type { TenonClient } from '@tenon/sdk/client'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { chipStyles, detailStyles, stateStyles } from '../data.styles.ts'
import { ConflictShownEvent } from '../events/conflict-shown-event.ts'
import { answerFileLinks } from '../events/file-link-event.ts'
import { FormCancelledEvent } from '../events/form-cancelled-event.ts'
import { RecordSavedEvent } from '../events/record-saved-event.ts'
import type { ValueRevealedEvent } from '../events/value-revealed-event.ts'
import { errorBody } from '../internal/error-body.ts'
import { localeOf } from '../internal/locale-of.ts'
import { todaysEntity } from '../internal/todays-name.ts'
import { isMaskedIn } from '../value/is-masked-in.ts'
import { renderMasked } from '../value/render-masked.ts'
import { fieldControlStyles } from './controls/field-control.styles.ts'
import type { FormHost } from './form-host.ts'
import type { FormField, FormSection } from './form-sections.ts'
import { FormSession } from './form-session.ts'
import { recordFormStyles } from './record-form.styles.ts'
import { renderConflict } from './render-conflict.ts'
import { inputId, renderField } from './render-field.ts'

/**
 * Creates or edits one record; its fields come from the model. Saves on submit and on ⌘/Ctrl+Enter.
 * Fires `tenon-save` and `tenon-cancel`. A lost race keeps what was typed, shows who saved what and fires `tenon-conflict`.
 */
export class RecordForm extends LitElement implements FormHost {
  static override styles = [controlStyles, chipStyles, detailStyles, stateStyles, recordFormStyles, fieldControlStyles]
  static override properties = {
    client: { attribute: false },
    model: { attribute: false },
    entity: {},
    recordId: { attribute: 'record-id' },
    record: { attribute: false },
    initialValues: { attribute: false },
    beforeSave: { attribute: false },
    startField: { attribute: 'start-field' },
    locale: {},
    asking: { state: true },
  }

  declare client: TenonClient | null
  declare model: ModelView | null
  declare entity: string
  /** Missing for a new record. */
  declare recordId: string | null
  /** The record, where the page has read it already; it is read by `recordId` otherwise. */
  declare record: TenonRecord | null
  /** Values of a new record; also ones that the form does not show, such as `stage`. */
  declare initialValues: JsonObject
  /** Asked with what would be sent before it is; nothing is sent where it gives false. */
  declare beforeSave: FormHost['beforeSave']
  /** Field to focus once the form is there. */
  declare startField: string | null
  /** Default: the model's language. */
  declare locale: string | null
  declare asking: boolean

  readonly #session = new FormSession(this)
  #started = false
  readonly #loading = new Task(this, {
    args: () => [this.client, this.model !== null, this.entity, this.recordId, this.record] as const,
    task: async ([client, ready, entity, id, given], { signal }) => {
      if (!client || !ready || !entity) return
      this.#session.start(given ?? (id ? await client.records.get({ entity, id }, { signal }) : null))
    },
  })

  constructor() {
    super()
    this.client = null
    this.model = null
    this.entity = ''
    this.recordId = null
    this.record = null
    this.initialValues = {}
    this.beforeSave = null
    this.startField = null
    this.locale = null
    this.asking = false
    answerFileLinks(this, () => this.client)
  }

  get language(): Locale {
    return localeOf(this, this.locale ?? this.model?.locale)
  }

  /** True while something typed is not saved. */
  get dirty(): boolean {
    return this.#session.draft?.dirty ?? false
  }

  /** Forgets what was typed and shows the record as it was read. */
  reset(): void {
    this.#session.start(this.#session.draft?.record ?? null)
  }

  focusField(field: string): void {
    const input = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(inputId(field))}`)
    input?.scrollIntoView({ block: 'center' })
    input?.focus()
  }

  /** Sends what was changed. Resolves to the saved record, or null when something has to be put right first. */
  async save(): Promise<TenonRecord | null> {
    const created = this.#session.draft?.record === null
    const record = await this.#session.save()
    if (record) this.dispatchEvent(new RecordSavedEvent(this.entity, record, created))
    else {
      if (this.#session.conflict) this.dispatchEvent(new ConflictShownEvent())
      await this.#focusProblem()
    }
    return record
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('beforeunload', this.#guardUnload)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('beforeunload', this.#guardUnload)
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.entity = todaysEntity(this.model, this.entity)
    if (changed.has('model') && this.model) this.#session.adoptModel()
    if (changed.has('initialValues')) this.#session.adoptPreset()
  }

  protected override updated(): void {
    if (this.#started || !this.#session.draft) return
    this.#started = true
    if (this.startField) this.focusField(this.startField)
  }

  protected override render() {
    const form = () => (this.#session.draft ? this.#renderForm() : this.#renderSkeleton())
    return this.#loading.render({
      initial: form,
      pending: form,
      complete: form,
      error: (error) => this.#renderLoadError(errorBody(error).message),
    })
  }

  #renderForm() {
    return html`<form novalidate @tenon-value-revealed=${this.#onRevealed} @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
      ${this.#renderConflict()}
      ${this.#session.sections.map((section) => this.#renderSection(section))}
      ${this.#renderFooter()}
    </form>`
  }

  #renderSection({ label, fields }: FormSection) {
    const { draft, labels, texts, required } = this.#session
    const { client, model, language } = this
    if (!client || !model || !draft) return nothing
    return html`<section class="fields" aria-label=${label ?? nothing}>
      ${label === null ? nothing : html`<h3>${label}</h3>`}
      <div class="grid">
        ${fields.map((field) =>
          renderField(field, {
            ...{ client, model, labels, texts, locale: language },
            of: { entity: this.entity, id: draft.record?.id ?? null },
            raw: draft.raw(field.name),
            stored: draft.record?.[field.name] as JsonValue | undefined,
            error: this.#session.errorOf(field.name),
            masked: this.#renderMasked(field),
            isNew: draft.record === null,
            neededFor: this.#session.neededFor(field.name),
            required: required.includes(field.name) && field.schema.fieldType !== 'boolean',
            set: (name, raw) => this.#session.set(name, raw),
          }),
        )}
      </div>
    </section>`
  }

  #renderMasked({ name, schema }: FormField) {
    const { draft, labels } = this.#session
    const { client, entity, model, language } = this
    if (!draft?.record || !model || !isMaskedIn(draft.record, name)) return null
    const context = { locale: language, model, labels }
    return renderMasked({ record: draft.record, entity, field: name, schema, client, context })
  }

  #onRevealed = ({ field, value }: ValueRevealedEvent) => this.#session.reveal(field, value)

  #renderConflict() {
    const { conflict, draft, fields, texts, labels } = this.#session
    if (!conflict || !draft || !this.model) return nothing
    const context = { locale: this.language, model: this.model, labels }
    const onKeep = () => {
      this.#session.rebaseOnConflict()
      void this.save()
    }
    const onReload = () => this.#session.start(conflict.record)
    return renderConflict({ conflict, draft, fields, texts, context, onKeep, onReload })
  }

  #renderFooter() {
    const { texts, saving, message } = this.#session
    if (this.asking) return this.#renderQuestion()
    return html`<footer part="footer">
      <p class="message error" role="alert">${message ?? ''}</p>
      <button type="button" class="button" part="cancel-button" @click=${this.#onCancel}>${texts.cancel}</button>
      <button type="submit" class="button primary" part="save-button" aria-disabled=${saving}>
        ${saving ? html`<span class="spinner"></span>${texts.saving}` : texts.save}
      </button>
    </footer>`
  }

  #renderQuestion() {
    const { texts } = this.#session
    const keep = () => {
      this.asking = false
    }
    const discard = () => {
      this.asking = false
      this.reset()
      this.dispatchEvent(new FormCancelledEvent())
    }
    return html`<footer part="footer">
      <p class="message" role="alert">${texts.discardQuestion}</p>
      <button type="button" class="button" @click=${keep}>${texts.keepEditing}</button>
      <button type="button" class="button critical" @click=${discard}>${texts.discard}</button>
    </footer>`
  }

  #renderSkeleton() {
    return html`<div class="grid" role="status" aria-label=${this.#session.texts.loading}>
      ${[1, 2, 3, 4, 5, 6].map(() => html`<span class="skeletons"><i class="skeleton"></i><i class="skeleton"></i></span>`)}
    </div>`
  }

  #renderLoadError(message: string) {
    const { texts } = this.#session
    return html`<div class="notice critical" role="alert">
      <p><strong>${texts.loadFailed}</strong> ${message}</p>
      <button type="button" class="button" @click=${() => this.#loading.run()}>${texts.retry}</button>
    </div>`
  }

  async #focusProblem(): Promise<void> {
    await this.updateComplete
    const first = this.#session.fields.find(({ name }) => this.#session.errors[name])
    if (first) this.focusField(first.name)
    else this.renderRoot.querySelector<HTMLElement>('.conflict')?.focus()
  }

  #onSubmit = (event: Event) => {
    event.preventDefault()
    void this.save()
  }

  #onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    void this.save()
  }

  #onCancel = () => {
    if (this.dirty) this.asking = true
    else this.dispatchEvent(new FormCancelledEvent())
  }

  #guardUnload = (event: Event) => {
    if (this.dirty) event.preventDefault()
  }
}
