import type { TenonClient } from '@tenon/sdk/client'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { valueField } from '@tenon/sdk/contract/value-field'
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { chipStyles } from '../data.styles.ts'
import { FormEditedEvent } from '../events/form-edited-event.ts'
import { localeOf } from '../internal/locale-of.ts'
import { collectValues } from '../record-form/collect-values.ts'
import { FormDraft } from '../record-form/form-draft.ts'
import type { FormField } from '../record-form/form-sections.ts'
import { recordFormStyles } from '../record-form/record-form.styles.ts'
import { recordFormTexts } from '../record-form/record-form.texts.ts'
import { inputId, renderField } from '../record-form/render-field.ts'
import { readLabels } from './read-labels.ts'

/**
 * The fields of a form that is no entity's, with the controls of records. It sends nothing: whoever shows it asks for
 * the values by `collect`. Fires `tenon-edit`.
 */
export class SchemaForm extends LitElement {
  static override styles = [
    controlStyles,
    chipStyles,
    recordFormStyles,
    css`
      :host {
        container-type: inline-size;
      }
    `,
  ]
  static override properties = {
    form: { attribute: false },
    values: { attribute: false },
    client: { attribute: false },
    model: { attribute: false },
    locale: {},
    errors: { state: true },
    labels: { state: true },
  }

  declare form: FormSchema | null
  /** What was given so far; other fields begin with their defaults. A new object starts anew. */
  declare values: JsonObject
  declare client: TenonClient | null
  declare model: ModelView | null
  declare locale: string | null
  declare errors: Record<string, string>
  declare labels: Record<string, string>
  #draft: FormDraft | null = null
  #adopted: JsonObject | null = null

  constructor() {
    super()
    this.form = null
    this.values = {}
    this.client = null
    this.model = null
    this.locale = null
    this.errors = {}
    this.labels = {}
  }

  get language(): Locale {
    return localeOf(this, this.locale ?? this.model?.locale)
  }

  /** True while something was changed that `collect` has not given yet, or that nobody has taken. */
  get dirty(): boolean {
    return this.#draft?.dirty ?? false
  }

  reset(): void {
    this.#start()
    this.requestUpdate()
  }

  /** Takes other given values, such as what somebody else has saved, and keeps what was changed here on top of them. */
  adopt(values: JsonObject): void {
    const before = this.#draft
    this.#adopted = values
    this.values = values
    this.#start()
    for (const name of Object.keys(this.form?.properties ?? {})) {
      if (before?.edited(name)) this.#draft?.set(name, before.raw(name))
    }
  }

  /**
   * What was given or changed; a field that stands at its default is left out. Null where something cannot be read or
   * is missing: it is told beneath its field, and the first such field has the focus.
   */
  collect(): JsonObject | null {
    if (!this.#draft || !this.form) return {}
    const draft = this.#draft
    const texts = recordFormTexts(this.language)
    const required = this.form.required ?? []
    const { values, errors } = collectValues({ draft, fields: this.#fields, required, locale: this.language, texts })
    this.#tell(errors)
    if (Object.keys(errors).length > 0) return null
    const meant = Object.entries(values).filter(([name]) => name in this.values || draft.edited(name))
    return Object.fromEntries(meant)
  }

  /** Shows problems whose pointers begin with `prefix` beneath their fields; gives those of no field here. */
  showProblems(problems: readonly Problem[], prefix: string): Problem[] {
    const errors: Record<string, string> = {}
    const rest: Problem[] = []
    for (const problem of problems) {
      const own = problem.pointer.startsWith(`${prefix}/`) ? problem.pointer.slice(prefix.length + 1) : ''
      const name = (own.split('/')[0] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
      if (!this.form || !Object.hasOwn(this.form.properties, name)) rest.push(problem)
      else errors[name] = errors[name] ? `${errors[name]} ${problem.message}` : problem.message
    }
    this.#tell(errors)
    return rest
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('form') && !changed.has('values')) return
    if (this.values !== this.#adopted) this.#start()
    void this.#nameReferences()
  }

  #start(): void {
    this.#draft = new FormDraft({ fields: this.form?.properties ?? {}, record: null, preset: this.values })
    this.errors = {}
  }

  async #nameReferences(): Promise<void> {
    if (!this.client || !this.model || !this.form) return
    const { client, model, form, values } = this
    const labels = await readLabels(form, values, { client, model })
    this.labels = { ...this.labels, ...labels }
  }

  #tell(errors: Record<string, string>): void {
    this.errors = errors
    const first = Object.keys(this.form?.properties ?? {}).find((name) => errors[name])
    if (first === undefined) return
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(inputId(first))}`)?.focus()
    })
  }

  get #fields(): FormField[] {
    const properties = Object.entries(this.form?.properties ?? {})
    return properties.map(([name, schema]) => ({
      name,
      schema: valueField(schema),
      writable: schema.readOnly !== true,
    }))
  }

  #set(name: string, raw: unknown): void {
    this.#draft?.set(name, raw)
    const { [name]: _, ...others } = this.errors
    this.errors = others
    this.requestUpdate()
    this.dispatchEvent(new FormEditedEvent())
  }

  protected override render() {
    const { client, model, language: locale, labels } = this
    const draft = this.#draft
    if (!client || !model || !draft || !this.form) return nothing
    const required = this.form.required ?? []
    const texts = recordFormTexts(locale)
    return html`<div class="grid">
      ${this.#fields.map((field) =>
        renderField(field, {
          ...{ client, model, labels, texts, locale },
          raw: draft.raw(field.name),
          stored: this.values[field.name],
          error: this.errors[field.name],
          required: required.includes(field.name) && field.schema.fieldType !== 'boolean',
          set: (name, raw) => this.#set(name, raw),
        }),
      )}
    </div>`
  }
}
