import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { BULK_RUN, type EntryGroup, timeOf } from './entry-group.ts'

/** A run's beginning waits for others that begin, no longer than a statement may. */
const BEGINNING_MS = 60_000

/** What changes of many records were given as their reason, by the group's key; the entry that says who began a run has it. */
export async function readRunReasons(
  db: Queryable,
  ctx: RequestContext,
  groups: readonly EntryGroup[],
): Promise<Map<string, string>> {
  const runs = groups.filter(({ key }) => key.startsWith(BULK_RUN)).map(({ key }) => key.slice(BULK_RUN.length))
  if (runs.length === 0) return new Map()
  const ends = runs.map((run) => firstIdAt(timeOf(run) + BEGINNING_MS))
  // The process that made the run's id has made this entry's right after it, so that few entries stand between the two.
  const { rows } = await sql<{ run: string; reason: string }>`
    select g.run, b.reason from unnest(${runs}::uuid[], ${ends}::uuid[]) as g (run, until) cross join lateral (
      select a.reason from ${systemTable(ctx, '_audit')} a
      where a.id > g.run and a.id < g.until and a.action = 'bulk.run' and a.request_id = g.run::text
      order by a.id limit 1) b
    where b.reason is not null`.execute(db)
  return new Map(rows.map(({ run, reason }) => [`${BULK_RUN}${run}`, reason]))
}
