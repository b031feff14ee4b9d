import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { groupFrom, groupKeyOf } from './entry-group.ts'
import { type GroupCursor, groupCursorText } from './group-cursor.ts'
import { condition, type EntryScan, MOST_SCANNED, order, type StoredEntry, walk } from './scan-entries.ts'

/** Most pages are found among so few; only where many entries were written in one go, more are gone through. */
const FEW_SCANNED = 200

export type GroupHead = StoredEntry & { key: string | null }

/**
 * A page of entries, newest first, in which the newest of each group stands for all of it. Costs an index's walk of the
 * length of a list's at most.
 */
export async function scanGroups(
  db: Queryable,
  ctx: RequestContext,
  { scan, open }: { scan: EntryScan; open: GroupCursor['open'] },
): Promise<{ heads: GroupHead[]; next: string | null }> {
  for (const most of [Math.max(FEW_SCANNED, scan.limit * 2), MOST_SCANNED]) {
    const { rows: found } = await readHeads(db, ctx, { scan, open, most })
    const heads = found.slice(0, scan.limit)
    const groups = [...open, ...heads.flatMap(({ key, id }) => (key === null ? [] : [groupFrom(key, id)]))]
    const last = found.length > scan.limit ? heads.at(-1)?.id : await lastScanned(db, ctx, { scan, most })
    if (last === undefined) return { heads, next: null }
    if (found.length > scan.limit || most === MOST_SCANNED) return { heads, next: groupCursorText(last, groups) }
  }
  throw new Error('The longest walk ends with an answer')
}

interface Window {
  scan: EntryScan
  most: number
}

function readHeads(db: Queryable, ctx: RequestContext, { scan, open, most }: Window & { open: GroupCursor['open'] }) {
  const audit = systemTable(ctx, '_audit')
  const seen = open.map(({ key }) => key)
  return sql<GroupHead>`
    with w as (select a.* from ${audit} a where ${walk(scan)} order by ${order(scan)} limit ${most}::int),
      fitting as (select s.id, ${groupKeyOf('s')} as key from w s where ${condition(scan)}),
      heads as (select distinct on (coalesce(key, id::text)) id, key from fitting
        where key is null or key <> all (${seen}::text[]) order by coalesce(key, id::text), id desc)
    select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor, a.action, a.entity,
      a.record_id, a.version, a.request_id, a.changes, a.reason, a.details, a.origin, h.key
    from (select * from heads order by id desc limit ${scan.limit + 1}::int) h join ${audit} a on a.id = h.id
    order by a.id desc`.execute(db)
}

/** Missing where there is nothing older. */
async function lastScanned(db: Queryable, ctx: RequestContext, { scan, most }: Window): Promise<string | undefined> {
  const range = sql`from ${systemTable(ctx, '_audit')} a where ${walk(scan)} order by ${order(scan)} limit ${most}::int`
  const { rows } = await sql<{ id: string }>`select s.id from (select a.id ${range}) s offset ${most - 1}::int`.execute(
    db,
  )
  return rows[0]?.id
}
