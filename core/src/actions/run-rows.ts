import type { ActionRun } from '@tenon/sdk/contract/action-run'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A run of which nothing was heard for this long belongs to a process that is gone. */
const SILENT_SECONDS = 60

/** Whether a row's run is under way, and its process alive. */
export function isAlive(): RawBuilder<boolean> {
  return sql<boolean>`status = 'running' and touched_at > now() - make_interval(secs => ${SILENT_SECONDS}::int)`
}

/** Whether nothing was heard of a row's run for so long that its process must be gone. */
export function isSilent(): RawBuilder<boolean> {
  return sql<boolean>`touched_at <= now() - make_interval(secs => ${SILENT_SECONDS}::int)`
}

const COLUMNS = [
  'id',
  'plugin',
  'action',
  'entity',
  'actor',
  'actor_name as actorName',
  'total',
  'done',
  'refused',
  'open',
  'refusals',
  'error',
  'started_at as startedAt',
  'ended_at as endedAt',
] as const

/** Runs of a tenant, newest first, as the API gives them. */
export async function readRuns(
  database: Database,
  schema: string,
  wanted: { id?: string; actor?: string; entity?: string; limit: number },
): Promise<ActionRun[]> {
  const status = sql<ActionRun['status']>`
    case when status = 'running' and not (${isAlive()}) then 'interrupted' else status end`
  // The words of one that was cancelled are not the last ones.
  const message = sql<string | null>`case when status <> 'cancelled' then message end`
  let query = database
    .tenant(schema)
    .selectFrom('_action_run')
    .select(COLUMNS)
    .select([status.as('status'), message.as('message')])
  if (wanted.id !== undefined) query = query.where('id', '=', wanted.id)
  if (wanted.actor !== undefined) query = query.where('actor', '=', wanted.actor)
  if (wanted.entity !== undefined) query = query.where('entity', '=', wanted.entity)
  const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(wanted.limit).execute()
  return rows.map(({ startedAt, endedAt, ...run }) => ({
    ...run,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }))
}
