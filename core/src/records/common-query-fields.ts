import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { COMMON_FIELDS, type CommonField } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { snakeCase } from '../model/sql-names.ts'
import { isUuid } from './is-uuid.ts'
import type { QueryField } from './query-field.ts'

type Kind = 'id' | 'text' | 'number' | 'time'

const KIND_BY_FIELD: Readonly<Record<CommonField, Kind>> = {
  id: 'id',
  version: 'number',
  createdAt: 'time',
  createdBy: 'text',
  updatedAt: 'time',
  updatedBy: 'text',
  ownerId: 'id',
  deletedAt: 'time',
  pipeline: 'text',
  stage: 'text',
  stageEnteredAt: 'time',
}

const NEVER_NULL: ReadonlySet<CommonField> = new Set([
  'id',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
])

const TYPE_BY_KIND: Readonly<Record<Kind, string>> = {
  id: 'uuid',
  text: 'text',
  number: 'integer',
  time: 'timestamp with time zone',
}

const EQUALITY = ['eq', 'ne', 'in', 'isNull'] as const
const ORDER = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'] as const

/** The fields that every record has, for filters, sorting and selection. */
export const COMMON_QUERY_FIELDS: ReadonlyMap<string, QueryField> = new Map(
  COMMON_FIELDS.map((name) => [name, commonField(name)]),
)

function commonField(name: CommonField): QueryField {
  const kind = KIND_BY_FIELD[name]
  const column = snakeCase(name)
  const type = TYPE_BY_KIND[kind]
  return Object.freeze({
    name,
    operators: kind === 'number' || kind === 'time' ? ORDER : EQUALITY,
    sortable: true,
    neverNull: NEVER_NULL.has(name),
    sortType: type,
    selectJson: (alias: string) =>
      kind === 'time'
        ? sql<JsonValue>`to_char(${sql.ref(`${alias}.${column}`)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
        : sql<JsonValue>`${sql.ref(`${alias}.${column}`)}`,
    comparable: (alias: string) => sql`${sql.ref(`${alias}.${column}`)}`,
    comparisonValue: (value: JsonValue) => sql`cast(${checked(value, kind)} as ${sql.raw(type)})`,
  })
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  id: 'a UUID',
  text: 'a text of at most 1,000 characters',
  number: 'a whole number',
  time: 'a time such as 2026-03-31T08:00:00Z, or a day',
}

function checked(value: JsonValue, kind: Kind): string | number {
  if (kind === 'id' && typeof value === 'string' && isUuid(value)) return value
  if (kind === 'text' && typeof value === 'string' && value.length <= 1000 && !value.includes('\0')) return value
  if (kind === 'number' && Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31) return Number(value)
  if (kind === 'time' && typeof value === 'string' && isTime(value)) return new Date(value).toISOString()
  throw new TenonError({
    code: 'VALIDATION_FAILED',
    message: `${JSON.stringify(value)} cannot be compared with: expected ${EXPECTED[kind]}.`,
  })
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) && !Number.isNaN(Date.parse(text))
}
