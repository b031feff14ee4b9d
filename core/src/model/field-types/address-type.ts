import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { ownPattern } from '../own-patterns.ts'
import { countryCode, isCountry, notACountry } from './country-type.ts'
import { accept, type Normalised, scalarType } from './field-type-definition.ts'
import { textComparison } from './text-types.ts'

const LINES = ['line1', 'line2', 'city', 'region', 'postalCode'] as const
const LINE_MAX_LENGTH = 200
/** Trims each line, drops empty ones; an address without any counts as empty. */
function withoutEmptyLines(address: JsonObject): JsonObject {
  const lines = Object.entries(address).map(([key, value]): [string, JsonValue] => [
    key,
    key === 'country' ? countryCode(value) : typeof value === 'string' ? value.trim() : value,
  ])
  return Object.fromEntries(lines.filter(([, value]) => value !== null && value !== ''))
}

function normaliseAddress(value: JsonValue): Normalised {
  if (value === '') return accept(null)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return accept(value)
  const address = withoutEmptyLines(value)
  const country = address['country']
  if (typeof country === 'string' && !isCountry(country)) return { ...notACountry(country), pointer: '/country' }
  return Object.keys(address).length === 0 ? accept(null) : accept(address)
}

/** Text of all lines, for `contains`. */
export const addressField = scalarType({
  operators: ['contains', 'isNull'],
  sortable: false,
  keywords: ['searchable'],
  columnType: 'jsonb',
  comparisonType: 'text',
  toColumns: (column, value) => ({ [column]: value === null ? null : JSON.stringify(value) }),
  comparable: (alias, column) => {
    const parts = [...LINES, 'country'].map((line) => sql`${sql.ref(`${alias}.${column}`)} ->> ${sql.lit(line)}`)
    return sql`nullif(concat_ws(', ', ${sql.join(parts)}), '')`
  },
  comparison: textComparison,
  normalise: normaliseAddress,
  jsonSchema: () => ({
    type: 'object',
    properties: {
      ...Object.fromEntries(LINES.map((line) => [line, { type: 'string', maxLength: LINE_MAX_LENGTH }])),
      country: { type: 'string', pattern: ownPattern('^[A-Z]{2}$') },
    },
    additionalProperties: false,
    minProperties: 1,
  }),
})
