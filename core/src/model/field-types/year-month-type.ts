import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { ORDER_OPERATORS } from './number-types.ts'
import { shownValue } from './shown-value.ts'
import { trimmed } from './text-types.ts'

const YEAR_MONTH = /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/

function normaliseYearMonth(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string' || YEAR_MONTH.test(text)) return accept(text)
  return refuse('format', {
    en: `${shownValue(text)} is not a month; expected year and month such as 2026-03`,
    'zh-CN': `${shownValue(text)} 不是月份，应为“年-月”，例如 2026-03`,
  })
}

/** `2026-03`; stored as its first day, so that it sorts and compares. */
export const yearMonthField = scalarType({
  operators: ORDER_OPERATORS,
  sortable: true,
  keywords: ['indexed'],
  columnType: 'date',
  comparisonType: 'date',
  toColumns: (column, value) => ({ [column]: typeof value === 'string' ? `${value}-01` : null }),
  selectValue: (alias, column) => sql`to_char(${sql.ref(`${alias}.${column}`)}, 'YYYY-MM')`,
  comparison: (value) => {
    const month = normaliseYearMonth(typeof value === 'string' ? value : JSON.stringify(value))
    return 'value' in month && month.value !== null ? accept(`${month.value}-01`) : month
  },
  normalise: normaliseYearMonth,
  jsonSchema: () => ({ type: 'string', pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }),
})
