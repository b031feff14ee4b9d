import type { Locale } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { fieldOf } from '../value/field-of.ts'
import { isEmptyValue } from '../value/format-value.ts'
import { isMaskedIn } from '../value/is-masked-in.ts'

export interface FormField {
  name: string
  schema: ValueField
  /** False for what the actor or nobody may type: it is shown as text. */
  writable: boolean
}

export interface FormSection {
  /** Null where the entity has no sections: one list needs no heading. */
  label: string | null
  fields: FormField[]
}

export interface FormSectionsInput {
  model: ModelView
  entity: ModelViewEntity
  record: TenonRecord | null
  locale: Locale
  /** Heading of fields that no section names. */
  restLabel: string
}

/** Fields in the order of the entity's sections; those that no section names follow. */
export function formSections(input: FormSectionsInput): FormSection[] {
  const { entity, locale, restLabel } = input
  const named = new Set(entity.sections?.flatMap(({ fields }) => fields))
  const sections = (entity.sections ?? []).map(({ label, fields }) => ({
    label: textIn(label, locale) as string | null,
    fields: formFields(fields, input),
  }))
  const rest = Object.keys(entity.properties).filter((field) => !named.has(field))
  if (entity.access.writableFields.includes('ownerId') && !named.has('ownerId')) rest.push('ownerId')
  sections.push({ label: sections.length > 0 ? restLabel : null, fields: formFields(rest, input) })
  return sections.filter(({ fields }) => fields.length > 0)
}

function formFields(names: string[], { model, entity, record }: FormSectionsInput): FormField[] {
  return names.flatMap((name) => {
    const schema = fieldOf(model, entity.name, name)
    if (!schema) return []
    const writable = !schema.readOnly && schema.fieldType !== 'sequence' && entity.access.writableFields.includes(name)
    return isMaskedIn(record, name) || isShown(schema, writable, record?.[name]) ? [{ name, schema, writable }] : []
  })
}

/** Old fields stay only where they hold something; what nobody may type has nothing to show before it is filled. */
function isShown(schema: ValueField, writable: boolean, value: unknown): boolean {
  return !isEmptyValue(value) || (writable && !schema.deprecated)
}
