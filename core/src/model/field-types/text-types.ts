import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { accept, type FieldTypeDefinition, type Normalised, refuse, scalarType } from './field-type-definition.ts'

export const TEXT_OPERATORS: readonly FilterOperator[] = ['eq', 'ne', 'in', 'contains', 'startsWith', 'isNull']

/** Longest text that a field of this type takes when its schema says nothing; the schema may ask for less. */
const TEXT_MAX_LENGTH = 1000
const LONG_TEXT_MAX_LENGTH = 100_000

/** Trims; text that is empty then counts as no value. */
export function trimmed(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.trim() || null : value
}

/** A filter may hold any part of a text, so only its type and length are checked. */
export function textComparison(value: JsonValue): Normalised {
  if (typeof value === 'string' && value.length <= TEXT_MAX_LENGTH) return accept(value)
  return refuse('type', {
    en: `a filter on it takes text of at most ${TEXT_MAX_LENGTH} characters`,
    'zh-CN': `筛选值须为不超过 ${TEXT_MAX_LENGTH} 个字符的文本`,
  })
}

/** The JSON Schema of text, narrowed by the field's own keywords. */
export function textSchema(schema: FieldSchema, maxLength: number): JsonObject {
  return {
    type: 'string',
    maxLength: Math.min(schema.maxLength ?? maxLength, maxLength),
    ...(schema.minLength !== undefined && { minLength: schema.minLength }),
    ...(schema.pattern !== undefined && { pattern: schema.pattern }),
  }
}

function textType(maxLength: number, extra: Pick<FieldTypeDefinition, 'operators' | 'sortable' | 'keywords'>) {
  return scalarType({
    ...extra,
    columnType: 'text',
    comparisonType: 'text',
    comparison: textComparison,
    normalise: (value) => accept(trimmed(value)),
    jsonSchema: (schema) => textSchema(schema, maxLength),
  })
}

const LENGTH_KEYWORDS = ['minLength', 'maxLength', 'pattern', 'patternMessage', 'searchable'] as const

export const textField = textType(TEXT_MAX_LENGTH, {
  operators: TEXT_OPERATORS,
  sortable: true,
  keywords: [...LENGTH_KEYWORDS, 'unique', 'caseFolded', 'indexed'],
})

/** Too long for a B-tree's row, so neither sorted, unique nor indexed. */
export const longTextField = textType(LONG_TEXT_MAX_LENGTH, {
  operators: ['contains', 'isNull'],
  sortable: false,
  keywords: LENGTH_KEYWORDS,
})
