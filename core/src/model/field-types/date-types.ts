import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { ownPattern } from '../own-patterns.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { ORDER_OPERATORS } from './number-types.ts'
import { isDay, pointInTime } from './point-in-time.ts'
import { shownValue } from './shown-value.ts'
import { trimmed } from './text-types.ts'
import { readUtcTime, utcTimeParts } from './utc-time.ts'

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/
const SHARED = { operators: ORDER_OPERATORS, sortable: true } as const

function normaliseDate(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string' || isDay(text)) return accept(text)
  return refuse('format', {
    en: `${shownValue(text)} is not a date; expected year-month-day such as 2026-03-31`,
    'zh-CN': `${shownValue(text)} 不是日期，应为“年-月-日”，例如 2026-03-31`,
  })
}

function normaliseDateTime(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string') return accept(text)
  const utc = pointInTime(text)
  if (utc !== null) return accept(utc)
  return refuse('format', {
    en: `${shownValue(text)} is not a point in time; expected date, time and time zone such as 2026-03-31T16:00:00+08:00`,
    'zh-CN': `${shownValue(text)} 不是时间点，应包含日期、时间和时区，例如 2026-03-31T16:00:00+08:00`,
  })
}

function normaliseTime(value: JsonValue): Normalised {
  const text = trimmed(value)
  if (typeof text !== 'string') return accept(text)
  const match = TIME.exec(text)
  if (match !== null) return accept(`${match[1]}:${match[2]}:${match[3] ?? '00'}`)
  return refuse('format', {
    en: `${shownValue(text)} is not a time of day; expected hours and minutes from 00:00 to 23:59 such as 08:30`,
    'zh-CN': `${shownValue(text)} 不是一天中的时间，应为 00:00 至 23:59，例如 08:30`,
  })
}

/** A filter's value; whatever is not text is refused with the words that a text gets. */
export function comparePointInTime(value: JsonValue): Normalised {
  if (typeof value === 'string' && isDay(value)) return accept(`${value}T00:00:00.000Z`)
  return normaliseDateTime(typeof value === 'string' ? value : JSON.stringify(value))
}

export const dateField = scalarType({
  ...SHARED,
  keywords: ['unique', 'indexed'],
  columnType: 'date',
  comparisonType: 'date',
  selectValue: (alias, column) => sql`to_char(${sql.ref(`${alias}.${column}`)}, 'YYYY-MM-DD')`,
  // PostgreSQL writes it the same way three times as fast when it is not told how.
  parts: {
    select: (alias, column) => [sql`to_json(${sql.ref(`${alias}.${column}`)})`],
    read: null,
  },
  storedForm: 'day',
  normalise: normaliseDate,
  jsonSchema: () => ({ type: 'string', format: 'date' }),
})

/** UTC, with milliseconds. */
export const dateTimeField = scalarType({
  ...SHARED,
  keywords: ['unique', 'indexed'],
  columnType: 'timestamp with time zone',
  comparisonType: 'timestamp with time zone',
  selectValue: (alias, column) =>
    sql`to_char(${sql.ref(`${alias}.${column}`)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  parts: { select: utcTimeParts, read: readUtcTime },
  storedForm: 'instant',
  normalise: normaliseDateTime,
  // A day alone stands for its beginning in UTC: filters by day are common.
  comparison: comparePointInTime,
  jsonSchema: () => ({ type: 'string', format: 'date-time' }),
})

/** Time of day without a zone, to the second. */
export const timeField = scalarType({
  ...SHARED,
  keywords: ['indexed'],
  columnType: 'time without time zone',
  comparisonType: 'time without time zone',
  selectValue: (alias, column) => sql`to_char(${sql.ref(`${alias}.${column}`)}, 'HH24:MI:SS')`,
  normalise: normaliseTime,
  jsonSchema: () => ({ type: 'string', pattern: ownPattern('^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$') }),
})
