import type { TenonClient } from '@tenon/sdk/client'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TemplateResult } from 'lit'
import type { RecordFormTexts } from '../record-form.texts.ts'

/** What a control has to know to draw itself. */
export interface ControlContext {
  /** Of the input that the label belongs to. */
  id: string
  /** The field's name. */
  name: string
  schema: FieldSchema
  label: string
  /** What stands in the control, which need not be a value yet: “12.” on the way to 12.5. */
  raw: unknown
  set(raw: unknown): void
  required: boolean
  invalid: boolean
  /** Ids of the help and the error. */
  describedBy: string | undefined
  locale: Locale
  texts: RecordFormTexts
  client: TenonClient
  model: ModelView
  labels: Record<string, string>
  /** The record that the form is of; its id is null for a new one. Missing in forms that are of none. */
  of?: { entity: string; id: string | null } | undefined
}

/** A value for the wire, or what is wrong with what was typed. */
export type Reading = { value: JsonValue } | { problem: string }

export interface FieldControl {
  render(context: ControlContext): TemplateResult
  /** True for several inputs beneath one legend. */
  group?: boolean
  /** True for a control that takes the whole width of the form. */
  wide?: boolean
  /** From the wire into the control. Default: the value itself, empty text for none. */
  write?(value: JsonValue, schema: FieldSchema): unknown
  /** From the control to the wire. Default: what stands there, null for empty text. */
  read?(raw: unknown, texts: RecordFormTexts, schema: FieldSchema): Reading
}

/** Decimal digits with an optional point; thousands separators and spaces have been taken out before. */
export const DECIMAL_TEXT = /^[+-]?\d+(\.\d+)?$/
