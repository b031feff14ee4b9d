import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

const LETTER = 'a'
const DAY = '2026-01-05'

/** Of fields that are often required. */
const SAMPLES: Partial<Record<FieldType, (schema: FieldSchema) => JsonValue>> = {
  text: ({ minLength = 1 }) => LETTER.repeat(minLength),
  longText: ({ minLength = 1 }) => LETTER.repeat(minLength),
  email: () => 'a@test.example',
  url: () => 'https://test.example/',
  slug: () => LETTER,
  integer: smallestNumber,
  decimal: (schema) => String(smallestNumber(schema)),
  percent: smallestNumber,
  rating: smallestNumber,
  progress: smallestNumber,
  money: ({ currency = 'EUR' }) => ({ amount: '1', currency }),
  boolean: () => true,
  date: () => DAY,
  dateTime: () => `${DAY}T09:00:00.000Z`,
  time: () => '09:00:00',
  yearMonth: () => DAY.slice(0, -'-05'.length),
  choice: firstOption,
  multiChoice: (schema) => [firstOption(schema)],
  country: () => 'DE',
  personName: () => ({ given: LETTER }),
}

/**
 * A value that a field is likely to take, without its references; undefined for a type that has none here. Rules and
 * hooks may refuse it.
 */
export function sampleValue(schema: FieldSchema): JsonValue | undefined {
  if (schema.pattern !== undefined) return undefined
  return SAMPLES[schema.fieldType as FieldType]?.(schema)
}

function smallestNumber({ minimum = 1, maximum = minimum }: FieldSchema): number {
  return Math.min(Number(minimum), Number(maximum))
}

function firstOption({ options = [] }: FieldSchema): string {
  return options[0]?.value ?? ''
}
