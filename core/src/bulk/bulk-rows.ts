import type { BulkStatus } from '@tenon/sdk/contract/bulk-api'
import type { BulkProgressMessage } from '@tenon/sdk/contract/record-event'
import { type Kysely, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import { type HeldRun, TakenUp } from './run-fence.ts'

const MAX_MESSAGE = 2_000

type Db = Kysely<TenantTables>

/** Puts records down as those that a run is about. */
export async function addRows(
  db: Db,
  { tenant }: RequestContext,
  { run, ids }: { run: string; ids: readonly string[] },
): Promise<void> {
  await sql`insert into ${sql.id(tenant.schema, '_bulk_row')} (run, record_id)
    select ${run}::uuid, value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)
    on conflict do nothing`.execute(db)
}

/** The same of all that another run has changed. */
export async function addRowsOf(
  db: Db,
  { tenant }: RequestContext,
  { run, undone }: { run: string; undone: string },
): Promise<void> {
  const table = sql.id(tenant.schema, '_bulk_row')
  await sql`insert into ${table} (run, record_id)
    select ${run}::uuid, record_id from ${table} where run = ${undone}::uuid and state = 'done'
    on conflict do nothing`.execute(db)
}

/** Writes down how many there are, once all are known, and forgets how they were chosen. */
export async function countRows(db: Db, { tenant }: RequestContext, run: string): Promise<void> {
  await sql`update ${sql.id(tenant.schema, '_bulk_run')} r set touched_at = now(), target = null,
      total = (select count(*)::int from ${sql.id(tenant.schema, '_bulk_row')} b where b.run = r.id)
    where r.id = ${run}::uuid`.execute(db)
}

interface Waiting {
  run: string
  limit: number
  /** From the last to the first: what built on what was done before is taken back before that. */
  backwards: boolean
}

/** The next records of a run, by id. */
export async function waitingRows(db: Db, { run, limit, backwards }: Waiting): Promise<string[]> {
  const rows = await db
    .selectFrom('_bulk_row')
    .select('record_id')
    .where('run', '=', run)
    .where('state', '=', 'waiting')
    .orderBy('record_id', backwards ? 'desc' : 'asc')
    .limit(limit)
    .execute()
  return rows.map((row) => row.record_id)
}

/**
 * Writes down what became of records, counts them and tells the run's actor. Resolves to the run's state: where that is
 * not `running` any more, nothing else may be begun.
 * @throws TakenUp
 */
export async function noteOutcomes(
  db: Db,
  ctx: RequestContext,
  { run, worker, outcomes }: HeldRun & { outcomes: readonly RecordOutcome[] },
): Promise<BulkStatus> {
  const { schema } = ctx.tenant
  const counted = (state: string) => sql`(select count(*)::int from noted where state = ${sql.lit(state)})`
  const { rows } = await sql<{ status: BulkStatus }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(outcomes.map(rowOf))}::jsonb)
        as g(id uuid, state text, version int, code text, message text)
    ), noted as (
      update ${sql.id(schema, '_bulk_row')} b
      set state = g.state, version = g.version, code = g.code, message = g.message,
        -- Values are in the record now, or nowhere.
        input = case when g.state = 'refused' then b.input - 'values' else b.input - 'values' - 'cells' end
      from given g where b.run = ${run}::uuid and b.record_id = g.id and b.state = 'waiting'
        and exists (select 1 from ${sql.id(schema, '_bulk_run')} r where r.id = b.run and r.worker = ${worker}::uuid)
      returning b.state
    ), changed as (
      update ${sql.id(schema, '_bulk_run')} set touched_at = now(), attempts = 0, error = null, done = done + ${counted('done')},
        refused = refused + ${counted('refused')}, skipped = skipped + ${counted('skipped')}
      where id = ${run}::uuid and worker = ${worker}::uuid returning *
    )
    select c.status, ${tellProgress(ctx)} from changed c`.execute(db)
  const [row] = rows
  if (row === undefined) throw new TakenUp(`The run ${run} is in other hands`)
  return row.status
}

/** Writes down how a run ended and tells its actor. One that has ended otherwise keeps saying so. */
export async function noteEnd(
  db: Db,
  ctx: RequestContext,
  { run, worker, status, error }: HeldRun & { status: BulkStatus; error: string | null },
): Promise<void> {
  await sql`
    with changed as (
      update ${sql.id(ctx.tenant.schema, '_bulk_run')} set touched_at = now(), ended_at = coalesce(ended_at, now()),
        error = case when status = 'running' then ${error}::text else error end,
        status = case when status = 'running' then ${status}::text else status end
      where id = ${run}::uuid and worker = ${worker}::uuid returning *
    )
    select ${tellProgress(ctx)} from changed c`.execute(db)
}

/** Told of `c`, the row of the run. */
function tellProgress({ tenant, actor }: RequestContext) {
  const told: Pick<BulkProgressMessage, 'type' | 'actor'> = { type: 'bulk.progress', actor: actorReference(actor) }
  return sql`pg_notify(${LIVE_CHANNEL}, jsonb_build_object('schema', ${tenant.schema}::text, 'message',
    ${JSON.stringify(told)}::jsonb || jsonb_build_object('run', c.id, 'status', c.status, 'total', c.total,
      'done', c.done, 'refused', c.refused, 'skipped', c.skipped))::text)`
}

function rowOf(outcome: RecordOutcome) {
  const { id, state } = outcome
  if (outcome.state === 'refused') {
    const { code, message, problems } = outcome.error
    const more = problems.map((problem) => problem.message).filter((text) => !message.includes(text))
    return { id, state, code, message: [message, ...more].join(' ').slice(0, MAX_MESSAGE).toWellFormed() }
  }
  const version = outcome.state === 'done' ? outcome.version : null
  return { id, state, version, message: outcome.note?.slice(0, MAX_MESSAGE).toWellFormed() ?? null }
}
