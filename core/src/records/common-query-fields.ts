import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { COMMON_FIELDS, type CommonField } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import {
  COMMON_FIELD_KINDS,
  COMMON_FIELD_OPERATORS,
  type CommonFieldKind,
  compareCommon,
} from '../model/common-fields.ts'
import { readUtcTime, utcTimeParts } from '../model/field-types/utc-time.ts'
import { snakeCase } from '../model/sql-names.ts'
import type { QueryField } from './query-field.ts'

const NEVER_NULL: ReadonlySet<CommonField> = new Set([
  'id',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
])

const TYPE_BY_KIND: Readonly<Record<CommonFieldKind, string>> = {
  id: 'uuid',
  text: 'text',
  number: 'integer',
  time: 'timestamp with time zone',
}

/** The fields that every record has, for filters, sorting and selection. */
export const COMMON_QUERY_FIELDS: ReadonlyMap<string, QueryField> = new Map(
  COMMON_FIELDS.map((name) => [name, commonField(name)]),
)

function commonField(name: CommonField): QueryField {
  const kind = COMMON_FIELD_KINDS[name]
  const column = snakeCase(name)
  const type = TYPE_BY_KIND[kind]
  return Object.freeze({
    name,
    operators: COMMON_FIELD_OPERATORS[kind],
    sortable: true,
    neverNull: NEVER_NULL.has(name),
    sortType: type,
    selectJson: (alias: string) =>
      kind === 'time'
        ? sql<JsonValue>`to_char(${sql.ref(`${alias}.${column}`)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
        : sql<JsonValue>`${sql.ref(`${alias}.${column}`)}`,
    ...(kind === 'time' && {
      parts: { select: (alias: string) => utcTimeParts(alias, column), read: readUtcTime },
      stored: { form: 'instant' as const, select: (alias: string) => [sql`${sql.ref(`${alias}.${column}`)}`] },
    }),
    comparable: (alias: string) => sql`${sql.ref(`${alias}.${column}`)}`,
    searchText: (alias: string) => sql`${sql.ref(`${alias}.${column}`)}`,
    condition: () => null,
    currency: () => null,
    comparisonValue: (value: JsonValue, locale: Locale) =>
      sql`cast(${checked(value, kind, locale)} as ${sql.raw(type)})`,
  })
}

function checked(value: JsonValue, kind: CommonFieldKind, locale: Locale): JsonValue {
  const compared = compareCommon(value, kind)
  if ('value' in compared) return compared.value
  throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(compared.problem, locale) })
}
