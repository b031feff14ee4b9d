import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { giveUpRuns } from './claim-run.ts'

const COLUMNS = [
  'id',
  'entity',
  'operation',
  'mode',
  'reason',
  'undoes',
  'actor',
  'actor_name as actorName',
  'status',
  'total',
  'done',
  'refused',
  'skipped',
  'error',
  'started_at as startedAt',
  'ended_at as endedAt',
] as const

/** Runs of a tenant, newest first, as the API gives them. */
export async function readBulkRuns(
  database: Database,
  schema: string,
  wanted: { id?: string; actor?: string; entity?: string; limit: number },
): Promise<BulkRun[]> {
  await giveUpRuns(database, schema)
  const undoneBy = sql<string | null>`(
    select u.id from ${sql.id(schema, '_bulk_run')} u where u.undoes = _bulk_run.id order by u.started_at desc limit 1)`
  let query = database.tenant(schema).selectFrom('_bulk_run').select(COLUMNS).select(undoneBy.as('undoneBy'))
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
