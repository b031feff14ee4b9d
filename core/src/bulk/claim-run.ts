import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { givenUpError } from '../actions/given-up-error.ts'
import { leftState } from '../actions/left-state.ts'
import { isAlive } from '../actions/run-rows.ts'
import type { RunOrigin } from '../db/bulk-tables.ts'
import type { Database } from '../db/database.ts'
import type { PassingTrouble } from '../db/passing-trouble.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { settleRows } from './settle-rows.ts'

/** Times that a run is taken up without anything of it being done; then whatever is in it ends processes. */
const MAX_ATTEMPTS = 3

/** A run whose process is gone, in the hands of another. */
export type ClaimedRun = Pick<
  Selectable<TenantTables['_bulk_run']>,
  'id' | 'entity' | 'operation' | 'mode' | 'reason' | 'undoes' | 'total' | 'actor' | 'target' | 'locale'
> & { actorName: string; origin: RunOrigin | null }

/** Takes up the oldest run of which nothing was heard for a minute; null where there is none, or others are at it. */
export async function claimRun(database: Database, schema: string, worker: string): Promise<ClaimedRun | null> {
  const table = sql.id(schema, '_bulk_run')
  const { rows } = await sql<ClaimedRun>`
    with silent as (
      select id from ${table} where status = 'running' and not (${isAlive()}) and attempts < ${MAX_ATTEMPTS}::int
      order by started_at limit 1 for update skip locked
    )
    update ${table} r set worker = ${worker}::uuid, attempts = attempts + 1, touched_at = now()
    from silent where r.id = silent.id
    returning r.id, r.entity, r.operation, r.mode, r.reason, r.undoes, r.total, r.actor, r.actor_name as "actorName",
      r.target, r.origin, r.locale`.execute(database.tenant(schema))
  return rows[0] ?? null
}

/** Runs that were taken up often enough say that they are interrupted, with what they had done. */
export async function giveUpRuns(database: Database, schema: string): Promise<void> {
  const db = database.tenant(schema)
  const lost = await db
    .selectFrom('_bulk_run')
    .select('id')
    .where('status', '=', 'running')
    .where(sql<boolean>`not (${isAlive()}) and attempts >= ${MAX_ATTEMPTS}::int`)
    .execute()
  for (const { id: run } of lost) {
    await settleRows(database, { schema, run })
    await sql`update ${sql.id(schema, '_bulk_run')} set status = 'interrupted', ended_at = touched_at, worker = null,
        error = ${givenUpError()}
      where id = ${run}::uuid and status = 'running' and not (${isAlive()})`.execute(db)
  }
}

export interface LeftRun {
  run: string
  worker: string
  /** Missing: its process ends in peace. */
  trouble?: PassingTrouble
}

/** Leaves a run to whoever comes next. */
export async function leaveRun(database: Database, schema: string, { run, worker, trouble = 'lost' }: LeftRun) {
  await sql`update ${sql.id(schema, '_bulk_run')} set ${leftState(trouble)}
    where id = ${run}::uuid and worker = ${worker}::uuid and status = 'running'`.execute(database.tenant(schema))
}
