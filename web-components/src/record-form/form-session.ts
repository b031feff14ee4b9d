import type { TenonClient } from '@tenon/sdk/client'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import { errorBody } from '../internal/error-body.ts'
import { isMaskedIn } from '../value/is-masked-in.ts'
import { collectValues } from './collect-values.ts'
import { type EditConflict, findConflict } from './edit-conflict.ts'
import { FormDraft } from './form-draft.ts'
import type { FormHost } from './form-host.ts'
import { FormRuleState } from './form-rule-state.ts'
import { type FormField, type FormSection, formSections } from './form-sections.ts'
import { recordFormTexts } from './record-form.texts.ts'
import { refusalErrors } from './refusal-errors.ts'
import { stageNeeds } from './stage-needs.ts'

/** One record being edited: what was typed, what is wrong with it, and what became of saving it. */
export class FormSession {
  draft: FormDraft | null = null
  /** Field → words beneath it. */
  errors: Record<string, string> = {}
  /** What concerns the form as a whole. */
  message: string | null = null
  saving = false
  conflict: EditConflict | null = null
  /** Id → name of everything that references in this form point at. */
  labels: Record<string, string> = {}
  readonly #host: FormHost
  readonly #rules: FormRuleState

  constructor(host: FormHost) {
    this.#host = host
    this.#rules = new FormRuleState(host)
  }

  get texts() {
    return recordFormTexts(this.#host.language)
  }

  /** Without the fields that rules hide. */
  get sections(): FormSection[] {
    const { hidden } = this.#rules
    if (hidden.size === 0) return this.#allSections
    return this.#allSections
      .map(({ label, fields }) => ({ label, fields: fields.filter(({ name }) => !hidden.has(name)) }))
      .filter(({ fields }) => fields.length > 0)
  }

  get #allSections(): FormSection[] {
    const { model, entity: name, language } = this.#host
    const entity = model?.entities[name]
    if (!model || !entity) return []
    const record = this.draft?.record ?? null
    return formSections({ model, entity, record, locale: language, restLabel: this.texts.more })
  }

  get fields(): FormField[] {
    return this.sections.flatMap(({ fields }) => fields)
  }

  get required(): readonly string[] {
    return [...(this.#host.model?.entities[this.#host.entity]?.required ?? []), ...this.#rules.required]
  }

  /** What is wrong as far as rules can tell while somebody types, where the server has said nothing yet. */
  errorOf(field: string): string | undefined {
    return this.errors[field] ?? this.#rules.broken((name) => this.draft?.edited(name) ?? false)[field]
  }

  /** Stage to come that asks for the field, which is still empty; null for one that nothing asks for. */
  neededFor(field: string): string | null {
    const { model, entity, initialValues: preset, language } = this.#host
    if (!model || !this.draft || isMaskedIn(this.draft.record, field)) return null
    const stage = stageNeeds(model, { entity, record: this.draft.record, preset }).get(field)
    const reading = this.draft.read(field, this.texts)
    return stage !== undefined && 'value' in reading && reading.value === null ? textIn(stage, language) : null
  }

  start(record: TenonRecord | null): void {
    this.labels = { ...this.labels, ...record?.$labels }
    // Sections depend on the record that the draft holds, and the draft on the sections' fields.
    this.draft = new FormDraft({ fields: {}, record, preset: {} })
    const { initialValues: preset, model } = this.#host
    this.draft = new FormDraft({ fields: this.#schemas, record, preset, timeZone: model?.timeZone ?? 'UTC' })
    this.conflict = null
    this.#judge()
    this.#tell({}, null)
  }

  /** For a model that was published meanwhile: its fields, with what was typed. */
  adoptModel(): void {
    this.draft = this.draft?.rebase({ fields: this.#schemas }) ?? null
    this.#judge()
  }

  /** For other values to start with, such as another pipeline: what was typed stays. */
  adoptPreset(): void {
    this.draft = this.draft?.rebase({ preset: this.#host.initialValues }) ?? null
  }

  set(field: string, raw: unknown): void {
    this.draft?.set(field, raw)
    this.#judge()
    const { [field]: _, ...others } = this.errors
    this.#tell(others, this.message)
  }

  /** The saved record, or null when something has to be put right first. */
  async save(): Promise<TenonRecord | null> {
    const { draft, fields, required, texts } = this
    const { client, language } = this.#host
    if (!draft || !client || this.saving) return null
    const collected = collectValues({ draft, fields, required, locale: language, texts })
    const { values } = collected
    const errors = { ...this.#ruleErrors(fields), ...collected.errors }
    if (Object.keys(errors).length > 0) {
      this.#tell(errors, texts.problemsFound(Object.keys(errors).length))
      return null
    }
    this.saving = true
    this.#tell({}, null)
    try {
      if ((await this.#host.beforeSave?.(values, draft.record)) === false) return null
      const record = await this.#send(client, draft.record, values)
      this.start(record)
      return record
    } catch (error) {
      await this.#onRefused(errorBody(error), client, draft)
      return null
    } finally {
      this.saving = false
      this.#host.requestUpdate()
    }
  }

  /** Takes what somebody else saved as the new ground for the edits that are already there. */
  rebaseOnConflict(): void {
    if (!this.draft || !this.conflict) return
    this.labels = { ...this.labels, ...this.conflict.record.$labels }
    this.draft = this.draft.rebase({ record: this.conflict.record })
    this.conflict = null
    this.#judge()
    this.#tell({}, null)
  }

  /** A sensitive value that was shown stands in its control from now on, where it can be changed and emptied. */
  reveal(field: string, value: JsonValue): void {
    const known = this.draft?.record
    if (!this.draft || !known) return
    const $masked = known.$masked?.filter((name) => name !== field) ?? []
    this.draft = this.draft.rebase({ record: { ...known, [field]: value, $masked } })
    this.#judge()
    this.#host.requestUpdate()
  }

  get #schemas(): Record<string, FieldSchema> {
    return Object.fromEntries(this.#allFields.map(({ name, schema }) => [name, schema]))
  }

  get #allFields(): FormField[] {
    return this.#allSections.flatMap(({ fields }) => fields)
  }

  #judge(): void {
    const { draft, texts } = this
    if (!draft) return
    const read = (field: string) => ({ ...draft.read(field, texts) })
    this.#rules.judge({ draft, fields: this.#allFields, read }, () => {
      this.#judge()
      this.#host.requestUpdate()
    })
  }

  /** What rules have against it at fields that are shown; what concerns others is for the server to say. */
  #ruleErrors(fields: readonly FormField[]): Record<string, string> {
    const shown = new Set(fields.map(({ name }) => name))
    return Object.fromEntries(Object.entries(this.#rules.broken()).filter(([name]) => shown.has(name)))
  }

  #send(client: TenonClient, known: TenonRecord | null, values: JsonObject): Promise<TenonRecord> {
    if (known) return this.#update(client, known, values)
    return client.records.create({ entity: this.#host.entity, values })
  }

  /** Where what somebody else has saved meanwhile changes nothing that is shown here, there is nothing to ask about. */
  async #update(client: TenonClient, known: TenonRecord, values: JsonObject): Promise<TenonRecord> {
    const update = (version: number) =>
      client.records.update({ entity: this.#host.entity, id: known.id, version, values })
    try {
      return await update(known.version)
    } catch (error) {
      if (errorBody(error).code !== 'VERSION_CONFLICT') throw error
      const conflict = await this.#findConflict(client, known)
      if (conflict?.fields.length !== 0) throw error
      return update(conflict.record.version)
    }
  }

  #findConflict(client: TenonClient, known: TenonRecord): Promise<EditConflict | null> {
    const fields = this.fields.map(({ name }) => name)
    return findConflict({ client, entity: this.#host.entity, known, fields }).catch(() => null)
  }

  async #onRefused(refusal: TenonErrorBody, client: TenonClient, draft: FormDraft): Promise<void> {
    if (refusal.code === 'VERSION_CONFLICT' && draft.record) {
      this.conflict = await this.#findConflict(client, draft.record)
      return this.#tell({}, this.conflict ? this.texts.notSaved : refusal.message)
    }
    const shown = new Set(this.fields.map(({ name }) => name))
    const { errors, rest } = refusalErrors(refusal, shown)
    const count = Object.keys(errors).length
    const general = count > 0 ? this.texts.problemsFound(count) : refusal.message
    this.#tell(errors, [general, ...rest].join(' '))
  }

  #tell(errors: Record<string, string>, message: string | null): void {
    this.errors = errors
    this.message = message
    this.#host.requestUpdate()
  }
}
