import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, ModelView } from '@tenon/sdk/contract/model-document'
import type { FieldFormProblems } from '../draft/check-field-form.ts'
import type { FieldForm } from '../draft/field-form.ts'

/** What the parts of the field dialog show and how they report a change. */
export interface FieldView {
  form: FieldForm
  problems: FieldFormProblems
  /** Of the entity, without the field itself. */
  others: Readonly<Record<string, FieldSchema>>
  model: ModelView
  /** Of the draft; missing until it is read. */
  document: ModelDocument | undefined
  /** Name of the entity that the field belongs to. */
  entity: string
  isNew: boolean
  /** Its name in the draft; null for a new field. */
  field: string | null
  mayChangeType: boolean
  /** Its value is worked out by a plugin's code. */
  isComputed: boolean
  guess: FieldType | null
  /** Option values that records may hold already. */
  storedOptions: string[]
  locale: Locale
  change(change: Partial<FieldForm>): void
}
