import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { sql } from 'kysely'
import { ownPattern } from '../own-patterns.ts'
import { decimalProblem } from './decimal-limits.ts'
import { decimalText, parseDecimal } from './decimal-text.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'

export const ORDER_OPERATORS: readonly FilterOperator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull']

const PERCENT_SCALE = 4
const DECIMAL_SCALE = 2
const DECIMAL_WHOLE_DIGITS = 18
/** Highest rating that the column takes; a field's own `maximum` may be lower. */
export const RATING_LIMIT = 10
const RATING_DEFAULT_MAXIMUM = 5
const RANGE_KEYWORDS = ['minimum', 'maximum', 'unique', 'indexed'] as const

/** `"12"` and `12` are the same number; forms and files send text. */
function numberFrom(value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value
  if (value.trim() === '') return null
  const decimal = parseDecimal(value)
  return decimal === null ? value : Number(decimalText(decimal, decimal.scale))
}

function normaliseInteger(value: JsonValue): Normalised {
  const number = numberFrom(value)
  if (typeof number !== 'number' || Number.isSafeInteger(number)) return accept(number === 0 ? 0 : number)
  return refuse('type', {
    en: `${shownValue(value)} is not a whole number between -9007199254740991 and 9007199254740991`,
    'zh-CN': `${shownValue(value)} 不是 -9007199254740991 与 9007199254740991 之间的整数`,
  })
}

function range(schema: FieldSchema) {
  return {
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
  }
}

/** A JSON number; the range is that in which a JSON number is exact. */
export const integerField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: RANGE_KEYWORDS,
  columnType: 'bigint',
  comparisonType: 'bigint',
  normalise: normaliseInteger,
  jsonSchema: (schema) => ({
    type: 'integer',
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    ...range(schema),
  }),
})

export const ratingField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['minimum', 'maximum', 'indexed'],
  columnType: 'smallint',
  check: (column) => `${column} between 0 and ${RATING_LIMIT}`,
  // Filters may name numbers outside the range; smallint would refuse them.
  comparisonType: 'bigint',
  normalise: normaliseInteger,
  jsonSchema: (schema) => ({ type: 'integer', minimum: 1, maximum: RATING_DEFAULT_MAXIMUM, ...range(schema) }),
})

/** How much of something is done, in whole percent. */
export const progressField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['indexed'],
  columnType: 'smallint',
  check: (column) => `${column} between 0 and 100`,
  comparisonType: 'bigint',
  normalise: normaliseInteger,
  jsonSchema: () => ({ type: 'integer', minimum: 0, maximum: 100 }),
})

function normalisePercent(value: JsonValue): Normalised {
  const number = numberFrom(value)
  if (typeof number !== 'number') return accept(number)
  const decimal = parseDecimal(number)
  const shown = shownValue(value)
  if (decimal === null) {
    return refuse('type', { en: `${shown} is not a plain decimal number`, 'zh-CN': `${shown} 不是普通的十进制数` })
  }
  const wrong = decimalProblem(decimal, { schema: {} as FieldSchema, scale: PERCENT_SCALE, maxWholeDigits: 5, shown })
  return wrong ?? accept(number === 0 ? 0 : number)
}

/** 12.5 means 12.5 %. A JSON number with at most four digits after the point. */
export const percentField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['minimum', 'maximum', 'indexed'],
  columnType: `numeric(9,${PERCENT_SCALE})`,
  comparisonType: 'numeric',
  // The nearest number in binary: its shortest form is the decimal, which has nine digits at most.
  selectValue: (alias, column) => sql`${sql.ref(`${alias}.${column}`)}::float8`,
  storedForm: 'number',
  normalise: normalisePercent,
  jsonSchema: (schema) => ({ type: 'number', minimum: -99_999.9999, maximum: 99_999.9999, ...range(schema) }),
})

function decimalScale(schema: FieldSchema): number {
  return schema.scale ?? DECIMAL_SCALE
}

function normaliseDecimal(value: JsonValue, schema: FieldSchema): Normalised {
  if (typeof value === 'string' && value.trim() === '') return accept(null)
  if (typeof value !== 'string' && typeof value !== 'number') return accept(value)
  const shown = shownValue(value)
  const decimal = parseDecimal(value)
  if (decimal === null) {
    return refuse('format', {
      en: `${shown} is not a decimal number; expected one such as '1234.50'`,
      'zh-CN': `${shown} 不是十进制数，应类似 '1234.50'`,
    })
  }
  const scale = decimalScale(schema)
  const wrong = decimalProblem(decimal, { schema, scale, maxWholeDigits: DECIMAL_WHOLE_DIGITS, shown })
  return wrong ?? accept(decimalText(decimal, scale))
}

/** Exact decimal text with always `scale` digits after the point: a float would change the value. */
export const decimalField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['scale', ...RANGE_KEYWORDS],
  columnType: (schema) => `numeric(28,${decimalScale(schema)})`,
  comparisonType: 'numeric',
  selectValue: (alias, column) => sql`${sql.ref(`${alias}.${column}`)}::text`,
  storedForm: 'quoted',
  normalise: normaliseDecimal,
  comparison: (value) => {
    const decimal = parseDecimal(value)
    if (decimal !== null) return accept(decimalText(decimal, decimal.scale))
    const shown = shownValue(value)
    return refuse('type', { en: `${shown} is not a decimal number`, 'zh-CN': `${shown} 不是十进制数` })
  },
  jsonSchema: (schema) => {
    const scale = decimalScale(schema)
    return { type: 'string', pattern: ownPattern(`^-?[0-9]{1,18}${scale > 0 ? `\\.[0-9]{${scale}}` : ''}$`) }
  },
})
