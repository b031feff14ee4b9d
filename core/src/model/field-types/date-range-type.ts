import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { endColumn } from '../sql-names.ts'
import { dateField } from './date-types.ts'
import {
  accept,
  type FieldTypeDefinition,
  type Normalised,
  type OwnComparison,
  refuse,
} from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'

const NO_SCHEMA = {} as FieldSchema

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notARange(value: JsonValue) {
  return {
    rule: 'type',
    problem: {
      en: `${shownValue(value)} is not a range of days; expected one such as {"start":"2026-03-01","end":"2026-03-31"}, of which one may be null`,
      'zh-CN': `${shownValue(value)} 不是日期范围，应类似 {"start":"2026-03-01","end":"2026-03-31"}，其中一端可为 null`,
    },
  }
}

/** `2026-03-01/2026-03-31` is how ISO 8601 writes it, and files too. */
function partsOf(value: JsonValue): { start: JsonValue; end: JsonValue } | null {
  if (typeof value === 'string') {
    const [start = '', end, ...more] = value.split('/')
    return end === undefined || more.length > 0 ? null : { start: openEnd(start), end: openEnd(end) }
  }
  if (!isObject(value) || Object.keys(value).some((key) => key !== 'start' && key !== 'end')) return null
  return { start: value['start'] ?? null, end: value['end'] ?? null }
}

/** Two dots are ISO 8601-2's open end. */
function openEnd(text: string): string | null {
  return text.trim() === '' || text.trim() === '..' ? null : text
}

function normaliseRange(value: JsonValue): Normalised {
  if (value === '') return accept(null)
  const parts = partsOf(value)
  if (parts === null) return notARange(value)
  const days: { start: JsonValue; end: JsonValue } = { start: null, end: null }
  for (const side of ['start', 'end'] as const) {
    const given = parts[side]
    if (given !== null && typeof given !== 'string') return notARange(value)
    const day = given === null ? accept(null) : dateField.normalise(given, NO_SCHEMA)
    if ('problem' in day) return { ...day, pointer: `/${side}` }
    days[side] = day.value
  }
  const { start, end } = days
  if (start === null && end === null) return accept(null)
  // Days of four-digit years compare as they are written.
  if (typeof start === 'string' && typeof end === 'string' && start > end) return endsBefore(start, end)
  return accept({ start, end })
}

function endsBefore(start: string, end: string): Normalised {
  const problem = {
    en: `it ends (${end}) before it starts (${start})`,
    'zh-CN': `结束日期（${end}）早于开始日期（${start}）`,
  }
  return { rule: 'range', problem, pointer: '/end' }
}

function rangeCondition(op: string, { alias, column, value }: OwnComparison) {
  if (op !== 'covers' && op !== 'overlaps') return null
  const range = op === 'overlaps' ? normaliseRange(value) : dayAsRange(value)
  if ('problem' in range) return range
  if (!isObject(range.value)) return notARange(value)
  const { start, end } = toDays(range.value)
  const [from, to] = [sql.ref(`${alias}.${column}`), sql.ref(`${alias}.${endColumn(column)}`)]
  return sql<boolean>`(${from} <= cast(${end} as date) and ${to} >= cast(${start} as date))`
}

/** An open side is as far away as PostgreSQL's calendar goes, so that both columns are filled or both empty. */
function toDays({ start, end }: JsonObject) {
  return { start: start ?? '-infinity', end: end ?? 'infinity' }
}

function dayAsRange(value: JsonValue): Normalised {
  return typeof value === 'string' ? normaliseRange({ start: value, end: value }) : notARange(value)
}

/** Days from `start` to `end`, both included; an open side is null. Sorted by its start. */
export const dateRangeField: FieldTypeDefinition = Object.freeze({
  operators: ['covers', 'overlaps', 'lt', 'lte', 'gt', 'gte', 'isNull'] as const,
  sortable: true,
  keywords: ['indexed'] as const,
  comparisonType: 'date',
  columns: (column: string) => [
    { name: column, type: 'date' },
    { name: endColumn(column), type: 'date', check: `"${endColumn(column)}" >= "${column}"` },
  ],
  toColumns: (column: string, value: JsonValue) => {
    const { start, end } = isObject(value) ? toDays(value) : { start: null, end: null }
    return { [column]: start, [endColumn(column)]: end }
  },
  selectJson: (alias: string, column: string) => {
    const [from, to] = [sql.ref(`${alias}.${column}`), sql.ref(`${alias}.${endColumn(column)}`)]
    const text = (day: typeof from) => sql`case when isfinite(${day}) then to_char(${day}, 'YYYY-MM-DD') end`
    return sql<JsonValue>`case when ${from} is not null
      then jsonb_build_object('start', ${text(from)}, 'end', ${text(to)}) end`
  },
  // A range without a start began before all others.
  comparable: (alias: string, column: string): RawBuilder<unknown> => sql`${sql.ref(`${alias}.${column}`)}`,
  comparison: (value: JsonValue) =>
    typeof value === 'string' ? dateField.comparison(value, NO_SCHEMA) : refuse('type', notARange(value).problem),
  condition: rangeCondition,
  normalise: normaliseRange,
  jsonSchema: () => {
    const day = { type: ['string', 'null'], format: 'date' }
    return {
      type: 'object',
      properties: { start: day, end: day },
      required: ['start', 'end'],
      additionalProperties: false,
    }
  },
})
