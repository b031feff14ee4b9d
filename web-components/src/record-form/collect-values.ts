import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { isMaskedIn } from '../value/is-masked-in.ts'
import type { FormDraft } from './form-draft.ts'
import type { FormField } from './form-sections.ts'
import type { RecordFormTexts } from './record-form.texts.ts'

export interface CollectedValues {
  values: JsonObject
  /** Field → what to do about it. Only what needs no server to know: unreadable text and missing values. */
  errors: Record<string, string>
}

export interface CollectInput {
  draft: FormDraft
  fields: FormField[]
  required: readonly string[]
  locale: Locale
  texts: RecordFormTexts
}

/** What the server gives a new record where nothing is typed. */
function isFilledIn({ defaultTo, defaultExpression, slugFrom }: FieldSchema, { record }: FormDraft): boolean {
  return record === null && [defaultTo, defaultExpression, slugFrom].some((one) => one !== undefined)
}

/** A sensitive value that stays as it is: the form knows nothing of it. */
function isKept(name: string, draft: FormDraft): boolean {
  return isMaskedIn(draft.record, name) && !draft.edited(name)
}

export function collectValues({ draft, fields, required, locale, texts }: CollectInput): CollectedValues {
  const values: JsonObject = draft.hiddenPreset()
  const errors: Record<string, string> = {}
  const toSend = new Set(draft.fieldsToSend())
  for (const { name, schema } of fields.filter(({ writable }) => writable)) {
    const reading = draft.read(name, texts)
    if ('problem' in reading) errors[name] = reading.problem
    else if (reading.value === null && required.includes(name) && !isFilledIn(schema, draft) && !isKept(name, draft)) {
      errors[name] = texts.problemRequired(textIn(schema.label, locale))
    } else if (toSend.has(name) && (draft.record || reading.value !== null)) values[name] = reading.value
  }
  return { values, errors }
}
