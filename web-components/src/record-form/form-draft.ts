import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { valueField } from '@tenon/sdk/contract/value-field'
import type { Reading } from './controls/field-control.ts'
import { FIELD_CONTROLS } from './controls/field-controls.ts'
import { momentOf } from './moment-of.ts'
import type { RecordFormTexts } from './record-form.texts.ts'

export interface FormDraftInput {
  fields: Record<string, FieldSchema>
  /** Null for a new record. */
  record: TenonRecord | null
  /** Values that a new record starts with, besides its fields' defaults. */
  preset: JsonObject
  /** IANA zone in which the tenant's days begin. */
  timeZone?: string
}

/** What stands in a form's controls, against the record that it started from. */
export class FormDraft {
  readonly record: TenonRecord | null
  readonly #fields: Record<string, FieldSchema>
  readonly #preset: JsonObject
  readonly #timeZone: string
  readonly #start: Record<string, unknown> = {}
  #edits: Record<string, unknown> = {}

  constructor({ fields, record, preset, timeZone = 'UTC' }: FormDraftInput) {
    this.#timeZone = timeZone
    this.record = record
    this.#fields = fields
    this.#preset = preset
    for (const [name, schema] of Object.entries(fields)) {
      const value = record
        ? (record.$typed?.[name] ?? record[name])
        : (preset[name] ?? schema.default ?? momentOf(schema, { timeZone }))
      this.#start[name] = write(schema, (value ?? null) as JsonValue)
    }
  }

  raw(field: string): unknown {
    return field in this.#edits ? this.#edits[field] : this.#start[field]
  }

  /** A field brought back to what it was is no longer an edit. */
  set(field: string, raw: unknown): void {
    if (same(raw, this.#start[field])) delete this.#edits[field]
    else this.#edits[field] = raw
  }

  get dirty(): boolean {
    return Object.keys(this.#edits).length > 0
  }

  edited(field: string): boolean {
    return field in this.#edits
  }

  read(field: string, texts: RecordFormTexts): Reading {
    const schema = this.#fields[field]
    const raw = this.raw(field)
    if (!schema) return { value: null }
    const given = valueField(schema)
    return FIELD_CONTROLS[given.fieldType].read?.(raw, texts, given) ?? { value: readText(raw) }
  }

  /** What to send: all filled fields of a new record, only the edited ones of an existing one. */
  fieldsToSend(): string[] {
    return Object.keys(this.#fields).filter((field) => !this.record || this.edited(field))
  }

  /** Values given from outside for fields that the form does not show, such as the stage of a new card. */
  hiddenPreset(): JsonObject {
    const hidden = Object.entries(this.#preset).filter(([name]) => !(name in this.#fields))
    return this.record ? {} : Object.fromEntries(hidden)
  }

  /** The same edits on a newer state of the record, other fields or values to start with; those of fields that are gone go. */
  rebase({ record = this.record, fields = this.#fields, preset = this.#preset }: Partial<FormDraftInput>): FormDraft {
    const rebased = new FormDraft({ fields, record, preset, timeZone: this.#timeZone })
    for (const [field, raw] of Object.entries(this.#edits)) if (field in fields) rebased.set(field, raw)
    return rebased
  }
}

function write(schema: FieldSchema, value: JsonValue): unknown {
  return FIELD_CONTROLS[valueField(schema).fieldType].write?.(value, schema) ?? value ?? ''
}

function readText(raw: unknown): JsonValue {
  return typeof raw === 'string' ? raw.trim() || null : ((raw ?? null) as JsonValue)
}

function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}
