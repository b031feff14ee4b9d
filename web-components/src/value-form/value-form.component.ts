import type { TenonClient } from '@tenon/sdk/client'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { valueField } from '@tenon/sdk/contract/value-field'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { chipStyles, detailStyles } from '../data.styles.ts'
import { fieldOfPointer } from '../internal/error-body.ts'
import { localeOf } from '../internal/locale-of.ts'
import { collectValues } from '../record-form/collect-values.ts'
import { fieldControlStyles } from '../record-form/controls/field-control.styles.ts'
import { FormDraft } from '../record-form/form-draft.ts'
import type { FormField } from '../record-form/form-sections.ts'
import { recordFormStyles } from '../record-form/record-form.styles.ts'
import { recordFormTexts } from '../record-form/record-form.texts.ts'
import { inputId, renderField } from '../record-form/render-field.ts'

/** `bare`: one control among others, whose label is for screen readers alone. */
const bareStyles = css`
  :host([bare]) .label {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`

/**
 * Fields of a form that is no entity's, such as what an action asks for, with the controls that records have. It saves
 * nothing: whoever shows it takes the values by `collect`. Fires `tenon-value-change` with each change, and `tenon-submit`
 * on Enter and on ⌘/Ctrl+Enter.
 */
export class ValueForm extends LitElement {
  static override styles = [controlStyles, chipStyles, detailStyles, recordFormStyles, fieldControlStyles, bareStyles]
  static override properties = {
    client: { attribute: false },
    model: { attribute: false },
    form: { attribute: false },
    values: { attribute: false },
    labels: { attribute: false },
    locale: {},
    errors: { state: true },
  }

  declare client: TenonClient | null
  declare model: ModelView | null
  declare form: FormSchema | null
  /** What the fields start with, besides their defaults. */
  declare values: JsonObject
  /** Id → name of what references among the values point at. */
  declare labels: Record<string, string>
  /** Default: the model's language. */
  declare locale: string | null
  /** Field → words beneath it. */
  declare errors: Record<string, string>

  #draft: FormDraft | null = null
  /** The same of everything that references in this form come to point at. */
  readonly #labels: Record<string, string> = {}

  constructor() {
    super()
    this.client = null
    this.model = null
    this.form = null
    this.values = {}
    this.labels = {}
    this.locale = null
    this.errors = {}
  }

  get language(): Locale {
    return localeOf(this, this.locale ?? this.model?.locale)
  }

  /** True while something typed has not been taken. */
  get dirty(): boolean {
    return this.#draft?.dirty ?? false
  }

  /**
   * What is filled in, or null where something has to be put right first; the first such field then has the focus.
   * `incomplete`: fields that are needed may be empty.
   */
  async collect({ incomplete = false } = {}): Promise<JsonObject | null> {
    const { form, language } = this
    const draft = this.#draft
    if (!form || !draft) return {}
    const texts = recordFormTexts(language)
    const required = incomplete ? [] : (form.required ?? [])
    const { values, errors } = collectValues({ draft, fields: this.#fields, required, locale: language, texts })
    this.errors = errors
    if (Object.keys(errors).length === 0) return values
    await this.focusFirst()
    return null
  }

  /** What is filled in as far as it can be read, without a word about the rest. */
  peek(): JsonObject {
    const draft = this.#draft
    if (!draft) return {}
    const texts = recordFormTexts(this.language)
    return collectValues({ draft, fields: this.#fields, required: [], locale: this.language, texts }).values
  }

  /** Puts what a server said beneath the fields that it means. Resolves to the words that belong to none of them. */
  async showProblems(problems: readonly Problem[], prefix: string): Promise<string[]> {
    const errors: Record<string, string> = {}
    const rest: string[] = []
    for (const { pointer, message } of problems) {
      const field = pointer.startsWith(`${prefix}/`) ? fieldOfPointer(pointer.slice(prefix.length)) : ''
      if (!this.form || !Object.hasOwn(this.form.properties, field)) rest.push(message)
      else errors[field] = errors[field] ? `${errors[field]} ${message}` : message
    }
    this.errors = errors
    if (Object.keys(errors).length > 0) await this.focusFirst()
    return rest
  }

  /** Focuses the first field that is wrong, or else the first one. */
  async focusFirst(): Promise<void> {
    await this.updateComplete
    const fields = this.#fields
    const name = fields.find((field) => this.errors[field.name])?.name ?? fields[0]?.name
    if (name === undefined) return
    const input = this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(inputId(name))}`)
    input?.scrollIntoView({ block: 'center' })
    input?.focus()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('labels')) Object.assign(this.#labels, this.labels)
    if (!changed.has('form') && !changed.has('values')) return
    const fields = this.form?.properties ?? {}
    this.#draft = new FormDraft({ fields, record: null, preset: this.values })
    this.errors = {}
  }

  protected override render() {
    const { client, model, form, language } = this
    const draft = this.#draft
    if (!client || !model || !form || !draft) return nothing
    const texts = recordFormTexts(language)
    return html`<form novalidate @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
      <div class="grid">
        ${this.#fields.map((field) =>
          renderField(field, {
            ...{ client, model, texts, labels: this.#labels, locale: language },
            raw: draft.raw(field.name),
            stored: undefined,
            error: this.errors[field.name],
            required: form.required?.includes(field.name) === true && field.schema.fieldType !== 'boolean',
            set: (name, raw) => this.#set(name, raw),
          }),
        )}
      </div>
      <button type="submit" hidden></button>
    </form>`
  }

  get #fields(): FormField[] {
    return Object.entries(this.form?.properties ?? {}).map(([name, schema]) => ({
      name,
      schema: valueField(schema),
      writable: true,
    }))
  }

  #set(name: string, raw: unknown): void {
    this.#draft?.set(name, raw)
    const { [name]: _, ...others } = this.errors
    this.errors = others
    this.dispatchEvent(new Event('tenon-value-change', { bubbles: true, composed: true }))
  }

  #onSubmit = (event: Event) => {
    event.preventDefault()
    this.#submit()
  }

  #onKeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    this.#submit()
  }

  #submit(): void {
    this.dispatchEvent(new Event('tenon-submit', { bubbles: true, composed: true }))
  }
}
