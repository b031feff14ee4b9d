import { type RawBuilder, sql } from 'kysely'
import type { OrderKey } from './page-order.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

// Five texts of the longest kind that can be sorted by fit.
const MAX_LENGTH = 50_000

/** The sort values of a page's last record, as PostgreSQL writes them; null where empty. */
type Boundary = ReadonlyArray<string | null>

/** Opaque text for `after`: which order it belongs to, and where the page ended. */
export function writeCursor(keys: readonly OrderKey[], boundary: Boundary): string {
  return Buffer.from(JSON.stringify({ order: orderText(keys), at: boundary })).toString('base64url')
}

/** @throws TenonError BAD_REQUEST for text that is no cursor, or one of another order */
export function readCursor(scope: RecordScope, cursor: string, keys: readonly OrderKey[]): Boundary {
  const parsed = cursor.length <= MAX_LENGTH ? parse(cursor) : null
  if (parsed !== null && parsed.order === orderText(keys) && parsed.at.length === keys.length) return parsed.at
  throw queryProblem(scope.ctx.locale, {
    pointer: '/after',
    rule: 'cursor',
    message: {
      en: `'after' is not a cursor of this list: take 'nextCursor' of the page before, with the same sort`,
      'zh-CN': '“after”不是此列表的游标：请使用上一页的 nextCursor，且排序相同',
    },
  })
}

function parse(cursor: string): { order: string; at: Boundary } | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null || !('order' in value) || !('at' in value)) return null
    const { order, at } = value
    const sound = Array.isArray(at) && at.every((item) => item === null || (typeof item === 'string' && isSafe(item)))
    return typeof order === 'string' && sound ? { order, at } : null
  } catch {
    return null
  }
}

/** PostgreSQL's text cannot hold the character zero. */
function isSafe(text: string): boolean {
  return !text.includes('\0')
}

function orderText(keys: readonly OrderKey[]): string {
  return keys.map(({ field, direction }) => `${field.name} ${direction}`).join(',')
}

/** Values of the keys as text, for the next cursor. */
export function boundaryJson(keys: readonly OrderKey[], alias: string): RawBuilder<unknown> {
  return sql`jsonb_build_array(${sql.join(keys.map(({ field }) => sql`${field.comparable(alias)}::text`))})`
}

/** Rows that come after the boundary. */
export function afterBoundary(
  keys: readonly OrderKey[],
  { alias, boundary }: { alias: string; boundary: Boundary },
): RawBuilder<boolean> {
  const same = keys.every(({ field, direction }) => field.neverNull && direction === keys[0]?.direction)
  if (same) return rowComparison(keys, { alias, boundary })
  const ways = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((earlier, at) => equals(earlier, alias, boundary[at] ?? null))
    return sql<boolean>`(${sql.join([...equal, comesAfter(key, alias, boundary[index] ?? null)], sql` and `)})`
  })
  return sql<boolean>`(${sql.join(ways, sql` or `)})`
}

/** One row comparison, which an index over the keys answers directly. */
function rowComparison(keys: readonly OrderKey[], { alias, boundary }: { alias: string; boundary: Boundary }) {
  const left = keys.map(({ field }) => field.comparable(alias))
  const right = keys.map(({ field }, index) => cast(field, boundary[index] ?? ''))
  const sign = sql.raw(keys[0]?.direction === 'desc' ? '<' : '>')
  return sql<boolean>`(${sql.join(left)}) ${sign} (${sql.join(right)})`
}

function comesAfter({ field, direction }: OrderKey, alias: string, value: string | null): RawBuilder<boolean> {
  const left = field.comparable(alias)
  if (direction === 'asc') {
    return value === null ? sql<boolean>`false` : sql<boolean>`(${left} > ${cast(field, value)} or ${left} is null)`
  }
  return value === null ? sql<boolean>`${left} is not null` : sql<boolean>`${left} < ${cast(field, value)}`
}

function equals({ field }: OrderKey, alias: string, value: string | null): RawBuilder<boolean> {
  const left = field.comparable(alias)
  return value === null ? sql<boolean>`${left} is null` : sql<boolean>`${left} = ${cast(field, value)}`
}

function cast(field: OrderKey['field'], value: string): RawBuilder<unknown> {
  return sql`${value}::text::${sql.raw(field.sortType)}`
}
