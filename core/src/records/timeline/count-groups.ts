import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { type EntryGroup, groupKeyOf } from './entry-group.ts'
import { condition, type EntryScan, MOST_SCANNED, order, walk } from './scan-entries.ts'

/** What larger groups have in common is not looked for: their values would all be compared. */
const MOST_COMPARED = 1_000

export interface CountedGroup {
  parts: Array<{ action: string; entity: string; count: number }>
  /** Changes that all of its entries have: from nothing where they come from several values. */
  common: Record<string, JsonValue>
  /** What all of its entries have; null where they have none or several. */
  reason: string | null
  atLeast: boolean
}

interface PartRow {
  key: string
  action: string
  entity: string
  count: number
  least: string | null
  most: string | null
  reasons: number
  /** Where the walk has ended before all entries were seen. */
  oldest: string | null
}

interface Counting {
  scan: EntryScan
  groups: readonly EntryGroup[]
}

/** Of each group's key, what was done to how many records. One walk for all of them, as long as a list's at most. */
export async function countGroups(
  db: Queryable,
  ctx: RequestContext,
  { scan, groups }: Counting,
): Promise<Map<string, CountedGroup>> {
  if (groups.length === 0) return new Map()
  const walked = walkOf(ctx, { scan, groups })
  const { rows } = await sql<PartRow>`with ${walked}
    select key, action, entity, count(*)::int as count,
      min(reason) as least, max(reason) as most, count(reason)::int as reasons,
      (select case when count(*) = ${MOST_SCANNED}::int then min(id::text) end from walked) as oldest
    from own group by key, action, entity order by count(*) desc, entity, action`.execute(db)
  const counted = new Map(groups.map((group) => [group.key, countedOf(group, rows)]))
  const small = [...counted].filter(([, { parts, atLeast }]) => !atLeast && sum(parts) <= MOST_COMPARED)
  if (small.length === 0) return counted
  const keys = small.map(([key]) => key)
  const { rows: shared } = await sql<{ key: string; field: string; change: JsonValue }>`with ${walked}
    select o.key, c.key as field, jsonb_build_object('old', case when count(distinct c.value -> 'old') = 1
        then (array_agg(c.value -> 'old'))[1] end, 'new', (array_agg(c.value -> 'new'))[1]) as change
    from own o, jsonb_each(o.changes) c where o.key = any (${keys}::text[]) and jsonb_typeof(c.value) = 'object'
    group by o.key, c.key having count(distinct c.value -> 'new') = 1
      and count(*) = (select count(*) from own n where n.key = o.key)
    order by c.key`.execute(db)
  for (const { key, field, change } of shared) Object.assign(counted.get(key)?.common ?? {}, { [field]: change })
  return counted
}

/** `walked`, the entries between the oldest that may be of the groups and their newest; `own`, those that are. */
function walkOf(ctx: RequestContext, { scan, groups }: Counting): RawBuilder<unknown> {
  const newest = groups.map(({ head }) => head).reduce((one, other) => (one > other ? one : other))
  const from = firstIdAt(Math.min(...groups.map((group) => group.from)))
  const { before: _before, ...filter } = scan
  const keys = groups.map(({ key }) => key)
  const range = sql`${walk(filter)} and a.id <= ${newest}::uuid and a.id >= ${from}::uuid`
  return sql`walked as (select a.* from ${systemTable(ctx, '_audit')} a where ${range}
      order by ${order(filter)} limit ${MOST_SCANNED}::int),
    own as (select s.action, s.entity, s.changes, s.reason, ${groupKeyOf('s')} as key from walked s
      where s.record_id is not null and ${condition(filter)} and ${groupKeyOf('s')} = any (${keys}::text[]))`
}

function countedOf({ key, from }: EntryGroup, rows: readonly PartRow[]): CountedGroup {
  const own = rows.filter((row) => row.key === key)
  const oldest = own[0]?.oldest ?? null
  const parts = own.map(({ action, entity, count }) => ({ action, entity, count }))
  return { parts, common: {}, reason: commonReason(own), atLeast: oldest !== null && oldest > firstIdAt(from) }
}

function commonReason(rows: readonly PartRow[]): string | null {
  const reason = rows[0]?.least ?? null
  const isCommon = rows.every(
    ({ least, most, reasons, count }) => least === reason && most === reason && reasons === count,
  )
  return isCommon ? reason : null
}

function sum(parts: CountedGroup['parts']): number {
  return parts.reduce((total, { count }) => total + count, 0)
}
