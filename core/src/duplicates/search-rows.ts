import type { DuplicateSearch } from '@tenon/sdk/contract/duplicates-api'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { givenUpError } from '../actions/given-up-error.ts'
import { leftState } from '../actions/left-state.ts'
import { isAlive } from '../actions/run-rows.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { PassingTrouble } from '../db/passing-trouble.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'

type Db = Kysely<TenantTables>

/** Where processes hear that a tenant has a search. */
export const SEARCH_CHANNEL = 'tenon_duplicates'

/** Times that a search is taken up without getting on. */
const MAX_ATTEMPTS = 3

/** A search in the hands of one process. */
export interface HeldSearch {
  id: string
  worker: string
}

const SHARE = sql<number>`case when status = 'done' then 1 when total = 0 then 0
  else least(0.99, round(looked::numeric / total, 4)) end::float8`

/** The newest search by a rule, as the API gives it. */
export async function readSearch(
  db: Db,
  { entity, rule }: { entity: string; rule: string },
): Promise<DuplicateSearch | null> {
  const row = await db
    .selectFrom('_duplicate_search')
    .select(['id', 'entity', 'rule', 'actor', 'actor_name as actorName', 'status', 'full', 'error'])
    .select([SHARE.as('share'), sql<boolean>`crowded > 0`.as('crowded'), 'started_at', 'ended_at'])
    .where('entity', '=', entity)
    .where('rule', '=', rule)
    .executeTakeFirst()
  if (row === undefined) return null
  const { started_at: startedAt, ended_at: endedAt, ...search } = row
  return { ...search, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null }
}

/** Takes up a search of which nothing was heard for a minute; null where there is none. One that never got on is given up. */
export async function claimSearch(db: Db, schema: string, worker: string) {
  const table = sql.id(schema, '_duplicate_search')
  await sql`update ${table} set status = 'interrupted', ended_at = touched_at, worker = null,
      error = ${givenUpError()}
    where status = 'running' and not (${isAlive()}) and attempts >= ${MAX_ATTEMPTS}::int`.execute(db)
  const { rows } = await sql<{ id: string }>`
    with silent as (select id from ${table} where status = 'running' and not (${isAlive()})
      order by started_at limit 1 for update skip locked)
    update ${table} s set worker = ${worker}::uuid, attempts = attempts + 1, touched_at = now()
    from silent where s.id = silent.id returning s.id`.execute(db)
  return rows[0]?.id ?? null
}

/** Writes something down of a search that this process holds, and tells its actor. Resolves to whether it goes on. */
export async function noteSearch(
  db: Db,
  { schema }: Pick<TenantRef, 'schema'>,
  { id, worker, change }: HeldSearch & { change: RawBuilder<unknown> },
): Promise<boolean> {
  const { rows } = await sql<{ status: string }>`
    with changed as (
      update ${sql.id(schema, '_duplicate_search')} set touched_at = now(), ${change}
      where id = ${id}::uuid and worker = ${worker}::uuid returning *, ${SHARE} as share
    )
    select status, pg_notify(${LIVE_CHANNEL}, jsonb_build_object('schema', ${schema}::text, 'message', jsonb_build_object(
      'type', 'duplicates.progress', 'search', id, 'actor', actor, 'status', status, 'share', share))::text) from changed`.execute(
    db,
  )
  return rows[0]?.status === 'running'
}

export interface LeftSearch extends HeldSearch {
  /** Missing: its process ends in peace. */
  trouble?: PassingTrouble
}

/** Leaves a search to whoever comes next. */
export async function leaveSearch(db: Db, schema: string, { id, worker, trouble = 'lost' }: LeftSearch): Promise<void> {
  await sql`update ${sql.id(schema, '_duplicate_search')} set ${leftState(trouble)}
    where id = ${id}::uuid and worker = ${worker}::uuid and status = 'running'`.execute(db)
}
