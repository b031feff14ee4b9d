import { type RawBuilder, sql } from 'kysely'
import type { OrderKey } from './page-order.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

// Five texts of the longest kind that can be sorted by fit.
const MAX_LENGTH = 50_000

/** The sort values of a page's last record, as PostgreSQL writes them; null where empty. */
type Boundary = ReadonlyArray<string | null>

/** Where a page begins or ends. */
export interface Edge {
  at: Boundary
  /** Whether the record of these values belongs to what is beyond. */
  inclusive: boolean
}

/** Opaque text for `after` and `before`: which order it belongs to, and where the page ended. */
export function writeCursor(keys: readonly OrderKey[], { at, inclusive }: Edge): string {
  const held = { order: orderText(keys), at, ...(inclusive && { inclusive }) }
  return Buffer.from(JSON.stringify(held)).toString('base64url')
}

/** @throws TenonError BAD_REQUEST for text that is no cursor, or one of another order */
export function readCursor(
  { ctx }: RecordScope,
  { name, text }: { name: 'after' | 'before'; text: string },
  keys: readonly OrderKey[],
): Edge {
  const parsed = text.length <= MAX_LENGTH ? parse(text) : null
  if (parsed !== null && parsed.order === orderText(keys) && parsed.at.length === keys.length) return parsed
  const given = name === 'after' ? 'nextCursor' : 'prevCursor'
  throw queryProblem(ctx.locale, {
    pointer: `/${name}`,
    rule: 'cursor',
    message: {
      en: `'${name}' is not a cursor of this list: take '${given}' of the page that was shown, with the same sort`,
      'zh-CN': `“${name}”不是此列表的游标：请使用所显示页面的 ${given}，且排序相同`,
    },
  })
}

function parse(cursor: string): ({ order: string } & Edge) | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (typeof value !== 'object' || value === null || !('order' in value) || !('at' in value)) return null
    const { order, at } = value
    const inclusive = 'inclusive' in value && value.inclusive === true
    const sound = Array.isArray(at) && at.every((item) => item === null || (typeof item === 'string' && isSafe(item)))
    return typeof order === 'string' && sound ? { order, at, inclusive } : null
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

/** Values of the keys as text, for the next cursor, each as a column of its own. */
export function edgeColumns(keys: readonly OrderKey[], alias: string): RawBuilder<unknown>[] {
  return keys.map(({ field }, index) => edgeColumn(field, { alias, index }))
}

/** A point in time in UTC: in the zone of the session, the same page would have other cursors. */
export function edgeColumn(
  field: OrderKey['field'],
  { alias, index }: { alias: string; index: number },
): RawBuilder<unknown> {
  const value = field.comparable(alias)
  const text =
    field.sortType === 'timestamp with time zone'
      ? sql`(${value} at time zone 'UTC')::text || '+00'`
      : sql`${value}::text`
  return sql`${text} as ${sql.id(edgeName(index))}`
}

/** The values of those columns; undefined where the row is of no record: the id, always the last key, is never empty. */
export function readEdge(keys: readonly OrderKey[], row: Readonly<Record<string, unknown>>): Edge['at'] | undefined {
  const at = keys.map((_, index) => (row[edgeName(index)] ?? null) as string | null)
  return at.at(-1) === null ? undefined : at
}

function edgeName(index: number): string {
  return `$at${index}`
}

interface Beyond {
  alias: string
  edge: Edge
}

/** Rows that come after the edge in the order of the keys. */
export function beyondEdge(keys: readonly OrderKey[], { alias, edge }: Beyond): RawBuilder<boolean> {
  const same = keys.every(({ field, direction }) => field.neverNull && direction === keys[0]?.direction)
  if (same) return rowComparison(keys, { alias, edge })
  const { at, inclusive } = edge
  const equal = keys.map((key, index) => equals(key, alias, at[index] ?? null))
  const ways = keys.map((key, index) => [...equal.slice(0, index), comesAfter(key, alias, at[index] ?? null)])
  const all = [...ways, ...(inclusive ? [equal] : [])].map((parts) => sql<boolean>`(${sql.join(parts, sql` and `)})`)
  return sql<boolean>`(${sql.join(all, sql` or `)})`
}

/** One row comparison, which an index over the keys answers directly. */
function rowComparison(keys: readonly OrderKey[], { alias, edge: { at, inclusive } }: Beyond) {
  const left = keys.map(({ field }) => field.comparable(alias))
  const right = keys.map(({ field }, index) => cast(field, at[index] ?? ''))
  const sign = `${keys[0]?.direction === 'desc' ? '<' : '>'}${inclusive ? '=' : ''}`
  return sql<boolean>`(${sql.join(left)}) ${sql.raw(sign)} (${sql.join(right)})`
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
