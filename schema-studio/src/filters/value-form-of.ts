import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { LOCALES, type LocalizedText } from '@tenon/sdk/contract/locale'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { translate } from '../locales/translate.ts'
import { ACTOR_FIELDS } from './filter-fields.ts'
import type { ChoosableOperator } from './filter-operators.ts'

const LABEL = Object.fromEntries(
  LOCALES.map((locale) => [locale, translate(locale, 'filterValue')]),
) as unknown as LocalizedText

/** Several of what the field holds one of. */
const SEVERAL: Partial<Record<FieldType, FieldType>> = {
  ...{ choice: 'multiChoice', reference: 'multiReference', user: 'users' },
}
/** Types with a control of their own for a value that is compared; all else is compared as text. */
const AS_IT_IS: ReadonlySet<FieldType> = new Set([
  ...(['integer', 'decimal', 'percent', 'duration', 'time', 'yearMonth', 'choice', 'country'] as const),
  ...(['reference', 'user', 'team', 'anyReference', 'multiChoice', 'multiReference', 'users'] as const),
])
const NUMBERS: ReadonlySet<FieldType> = new Set(['rating', 'progress'])

/** A form of one field, `value`, with the control that a value for the operator is given with. */
export function valueFormOf(field: ValueField, operator: ChoosableOperator): FormSchema {
  const { options, reference, targets } = field
  const value: FieldSchema = {
    label: LABEL,
    fieldType: controlType(field.fieldType, operator),
    ...(field.fieldType === 'money' && { scale: 4 }),
    ...(field.scale !== undefined && { scale: field.scale }),
    ...(options && { options }),
    ...(reference && { reference: { entity: reference.entity } }),
    ...(targets && { targets }),
  }
  return { properties: { value } }
}

function controlType(fieldType: FieldType, { value, op }: ChoosableOperator): FieldType {
  if (op === 'contains' || op === 'startsWith' || op === 'has') return 'text'
  if (value === 'several') return SEVERAL[fieldType] ?? fieldType
  if (fieldType === 'money') return 'decimal'
  if (NUMBERS.has(fieldType)) return 'integer'
  return AS_IT_IS.has(fieldType) ? fieldType : 'text'
}

const ACTOR_PREFIX = 'user:'

/** A condition's value as the form has it, and back: fields that say who acted hold a word before the id. */
export function valueToForm(path: string, value: JsonValue | undefined): JsonValue | undefined {
  const plain = (one: JsonValue) =>
    typeof one === 'string' && isActorPath(path) && one.startsWith(ACTOR_PREFIX) ? one.slice(ACTOR_PREFIX.length) : one
  return Array.isArray(value) ? value.map(plain) : value === undefined ? undefined : plain(value)
}

export function valueFromForm({ path, field }: { path: string; field: ValueField }, value: JsonValue): JsonValue {
  const full = (one: JsonValue) =>
    typeof one === 'string' && isActorPath(path)
      ? `${ACTOR_PREFIX}${one}`
      : field.fieldType === 'money'
        ? String(one)
        : one
  return Array.isArray(value) ? value.map(full) : full(value)
}

function isActorPath(path: string): boolean {
  return ACTOR_FIELDS.has(path.split('.').at(-1) ?? '')
}
