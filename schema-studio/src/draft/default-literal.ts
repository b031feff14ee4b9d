import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { isDerivedType } from '@tenon/sdk/contract/value-field'

type AnyType = FieldSchema['fieldType']

/** Types whose default is typed as a text or a number, or chosen; others keep the one that they have. */
const TYPES: readonly AnyType[] = [
  ...(['text', 'longText', 'email', 'phone', 'url', 'color', 'country', 'choice'] as const),
  ...(['integer', 'decimal', 'percent', 'rating', 'progress', 'boolean'] as const),
  ...(['date', 'dateTime', 'time', 'yearMonth'] as const),
]
const NUMBERS: readonly AnyType[] = ['integer', 'percent', 'rating', 'progress']
const MOMENTS: readonly AnyType[] = ['date', 'dateTime', 'time', 'yearMonth']

export function takesLiteral(fieldType: AnyType): boolean {
  return TYPES.includes(fieldType)
}

/** Whether the moment of creation can be the default. */
export function takesNow(fieldType: AnyType): boolean {
  return MOMENTS.includes(fieldType)
}

/** Whether a default can be worked out of the other values: for all that people fill in. */
export function takesExpression(fieldType: AnyType): boolean {
  return fieldType !== 'sequence' && !isDerivedType(fieldType)
}

/** A field's default as it is typed; null where it has none, or one that the dialog does not know. */
export function literalDefault({ fieldType, default: value }: FieldSchema): string | null {
  return takesLiteral(fieldType) && value !== undefined && typeof value !== 'object' ? String(value) : null
}

/** What is typed as the value that the schema holds. */
export function defaultFrom(fieldType: AnyType, text: string): JsonValue {
  if (fieldType === 'boolean') return text === 'true'
  const number = Number(text)
  return NUMBERS.includes(fieldType) && Number.isFinite(number) ? number : text.trim()
}
