import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { COMMON_FIELDS, type CommonField } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { comparePointInTime } from '../model/field-types/date-types.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
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
    searchText: (alias: string) => sql`${sql.ref(`${alias}.${column}`)}`,
    condition: () => null,
    comparisonValue: (value: JsonValue, locale: Locale) =>
      sql`cast(${checked(value, kind, locale)} as ${sql.raw(type)})`,
  })
}

const EXPECTED: Readonly<Record<Kind, LocalizedText>> = {
  id: { en: 'a UUID', 'zh-CN': 'UUID' },
  text: { en: 'a text of at most 1,000 characters', 'zh-CN': '不超过 1000 个字符的文本' },
  number: { en: 'a whole number', 'zh-CN': '整数' },
  time: { en: 'a time such as 2026-03-31T08:00:00Z, or a day', 'zh-CN': '时间（例如 2026-03-31T08:00:00Z）或日期' },
}

function checked(value: JsonValue, kind: Kind, locale: Locale): string | number {
  if (kind === 'id' && typeof value === 'string' && isUuid(value)) return value
  if (kind === 'text' && typeof value === 'string' && value.length <= 1000 && !value.includes('\0')) return value
  if (kind === 'number' && Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31) return Number(value)
  const time = kind === 'time' ? comparePointInTime(value) : null
  if (time !== null && 'value' in time && typeof time.value === 'string') return time.value
  const expected = EXPECTED[kind]
  const message = {
    en: `${shownValue(value)} cannot be compared with it: expected ${expected.en}`,
    'zh-CN': `不能与 ${shownValue(value)} 比较，应为${expected['zh-CN']}`,
  }
  throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(message, locale) })
}
