import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { FILTER_OPERATORS, type FilterOperator } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { instantAt } from '@tenon/sdk/expression/zone'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { searchFold, searchFoldSql } from '../model/search-index.ts'
import { fillPlaceholders } from './fill-placeholders.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'

const MAX_LIST = 1000

interface Comparison {
  op: string
  value: JsonValue
  alias: string
  /** Who asks: placeholders stand for them. */
  ctx: RequestContext
  locale: Locale
  /** IANA zone in which a day alone begins. */
  timeZone: string
  pointer: string
}

const ORDER_SIGNS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** One condition as SQL that is never unknown where it is negated. @throws TenonError BAD_REQUEST */
export function compileCondition(field: QueryField, asked: Comparison): RawBuilder<boolean> {
  const op = knownOperator(field, asked)
  const place = { standing: field.standing, inList: op === 'in' }
  const filled = fillPlaceholders(asked.value, place, { ...asked, pointer: `${asked.pointer}/value` })
  const comparison = { ...asked, value: filled.value }
  const own = ownCondition(field, op, comparison)
  if (own !== null) return own
  const left = field.comparable(comparison.alias)
  const { value, alias } = comparison
  switch (op) {
    case 'isNull':
      return compileIsNull(left, comparison)
    case 'eq':
      return value === null ? sql<boolean>`${left} is null` : sql<boolean>`${left} = ${bound(field, comparison)}`
    case 'ne':
      if (value === null) return sql<boolean>`${left} is not null`
      return sql<boolean>`${left} is distinct from ${bound(field, comparison)}`
    case 'in':
      return compileIn(field, comparison, filled.sets)
    case 'contains':
    case 'startsWith':
      return textCondition(field, { op, alias, text: comparedText(comparison) })
    case 'has':
      // A look-up is a sub-select, and of the rows of one would be asked without the cast.
      return sql<boolean>`${bound(field, comparison)} = any((${left})::text[])`
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return sql<boolean>`${left} ${sql.raw(ORDER_SIGNS[op])} ${bound(field, comparison)}`
    default:
      throw new Error(`The type of field '${field.name}' names '${op}' and does not know it`)
  }
}

/** Whether a condition holds where the value is missing. */
export function holdsOfNull({ op, value }: Pick<Comparison, 'op' | 'value'>): boolean {
  if (op === 'isNull') return value !== false
  if (op === 'ne') return value !== null
  return op === 'eq' ? value === null : op === 'in' && Array.isArray(value) && value.includes(null)
}

function knownOperator(field: QueryField, { op, locale, pointer }: Comparison): FilterOperator {
  const known = FILTER_OPERATORS.find((operator) => operator === op)
  if (known !== undefined && field.operators.includes(known)) return known
  const allowed = field.operators.join("', '")
  throw queryProblem(locale, {
    pointer: `${pointer}/op`,
    rule: 'operator',
    message: {
      en: `'${field.name}' cannot be filtered by '${op}': expected one of '${allowed}'`,
      'zh-CN': `字段“${field.name}”不能用“${op}”筛选，可用：'${allowed}'`,
    },
  })
}

/** Without a value it asks for the empty ones. */
function compileIsNull(left: RawBuilder<unknown>, { value, pointer, locale }: Comparison): RawBuilder<boolean> {
  if (value === true || value === null) return sql<boolean>`${left} is null`
  if (value === false) return sql<boolean>`${left} is not null`
  throw queryProblem(locale, {
    pointer: `${pointer}/value`,
    rule: 'value',
    message: { en: "'isNull' takes true or false", 'zh-CN': '“isNull”的值应为 true 或 false' },
  })
}

function compileIn(
  field: QueryField,
  comparison: Comparison,
  sets: readonly RawBuilder<unknown>[],
): RawBuilder<boolean> {
  const { value, pointer, locale, alias } = comparison
  if (!Array.isArray(value) || value.length > MAX_LIST) {
    throw queryProblem(locale, {
      pointer: `${pointer}/value`,
      message: {
        en: `'in' takes a list of at most ${MAX_LIST} values`,
        'zh-CN': `“in”需要一个列表，最多 ${MAX_LIST} 个值`,
      },
    })
  }
  const items = value.flatMap((item, index) =>
    item === null ? [] : [bound(field, { ...comparison, value: item, pointer: `${pointer}/value/${index}` })],
  )
  const left = field.comparable(alias)
  const parts = [
    ...(items.length > 0 ? [sql<boolean>`${left} in (${sql.join(items)})`] : []),
    ...(items.length < value.length ? [sql<boolean>`${left} is null`] : []),
    // As lists that are made once, so that PostgreSQL can look them up in an index.
    ...sets.map((set) => sql<boolean>`${left} = any(array(${set}))`),
  ]
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`
}

function ownCondition(field: QueryField, op: FilterOperator, comparison: Comparison): RawBuilder<boolean> | null {
  return atValue(comparison, () => field.condition(op, comparison))
}

function bound(field: QueryField, comparison: Comparison): RawBuilder<unknown> {
  return atValue(comparison, () => field.comparisonValue(comparedValue(field, comparison), comparison.locale))
}

/** Filters by day are common: a day alone stands for its beginning by the tenant's clocks. */
function comparedValue({ sortType }: QueryField, { value, timeZone }: Comparison): JsonValue {
  if (sortType !== 'timestamp with time zone' || typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value))
    return value
  const midnight = Date.parse(`${value}T00:00:00Z`)
  // What is no day is refused with the words that any text gets.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(value)) return value
  return new Date(instantAt(midnight, timeZone)).toISOString()
}

/** What a field says of a filter's value, told at the value's place. */
function atValue<T>({ pointer, locale }: Comparison, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof TenonError)) throw cause
    const text = cause.problems[0]?.message ?? cause.message
    const place = /\/value\/\d+$/.test(pointer) ? pointer : `${pointer}/value`
    throw queryProblem(locale, {
      pointer: place,
      rule: 'value',
      message: { en: text, 'zh-CN': text },
    })
  }
}

/** Capitals and full-width forms make no difference. What an index says may be wrong of a few rows, which are looked at. */
function textCondition(
  field: QueryField,
  { op, alias, text }: { op: 'contains' | 'startsWith'; alias: string; text: string },
): RawBuilder<boolean> {
  const place = sql`strpos(${searchFoldSql(field.searchText(alias))}, ${searchFold(text)})`
  // Compared so that the planner takes most rows to fit, for it knows better from the index how many do.
  const fits = op === 'contains' ? sql<boolean>`${place} <> 0` : sql<boolean>`${place} = 1`
  if (field.mayContain === undefined || text === '') return fits
  return sql<boolean>`(${fits} and ${field.mayContain(alias, [text])})`
}

function comparedText({ op, value, pointer, locale }: Comparison): string {
  if (typeof value === 'string' && value.length <= 1000 && !value.includes('\0')) return value
  throw queryProblem(locale, {
    pointer: `${pointer}/value`,
    message: { en: `'${op}' takes a text of at most 1,000 characters`, 'zh-CN': `“${op}”需要不超过 1000 个字符的文本` },
  })
}
