import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, scalarType } from './field-type-definition.ts'
import { textComparison, textSchema, trimmed } from './text-types.ts'

const MAX_LENGTH = 100_000

/** Too long for a B-tree's row, so neither sorted, unique nor indexed. */
const LONG_COLUMN = {
  operators: ['contains', 'isNull'],
  sortable: false,
  columnType: 'text',
  comparisonType: 'text',
  comparison: textComparison,
} as const

/** Markdown (CommonMark) as its author wrote it. Readers make it of trusted parts: HTML in it stays text. */
export const richTextField = scalarType({
  ...LONG_COLUMN,
  keywords: ['minLength', 'maxLength', 'searchable'],
  normalise: (value) => accept(trimmed(value)),
  jsonSchema: (schema) => textSchema(schema, MAX_LENGTH),
})

/** Text in which every space counts; only an empty one is no value. Line ends are `\n`. */
export const codeField = scalarType({
  ...LONG_COLUMN,
  keywords: ['language', 'maxLength', 'searchable'],
  normalise: (value: JsonValue) => {
    if (typeof value !== 'string') return accept(value)
    const text = value.replaceAll(/\r\n?/g, '\n')
    return accept(text.trim() === '' ? null : text)
  },
  jsonSchema: (schema) => textSchema(schema, MAX_LENGTH),
})
