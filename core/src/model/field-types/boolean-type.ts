import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { accept, scalarType } from './field-type-definition.ts'

const BOOLEAN_BY_TEXT: ReadonlyMap<JsonValue, JsonValue> = new Map<JsonValue, JsonValue>([
  ['true', true],
  ['false', false],
  ['', null],
])

export const booleanField = scalarType({
  operators: ['eq', 'ne', 'isNull'],
  sortable: true,
  keywords: ['indexed'],
  columnType: 'boolean',
  comparisonType: 'boolean',
  normalise: (value) => {
    const known = BOOLEAN_BY_TEXT.get(value)
    return accept(known === undefined ? value : known)
  },
  jsonSchema: () => ({ type: 'boolean' }),
})
