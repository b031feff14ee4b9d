import { sql } from 'kysely'
import { isSilent } from '../actions/run-rows.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'

interface Settled {
  schema: string
  run: string
}

/**
 * Brings what is written down of a run in line with what it did: its process may have died between the two. The audit
 * trail has the truth, for each of its entries came with its change.
 */
export async function settleRows(database: Database, { schema, run }: Settled): Promise<void> {
  const [rows, runs] = [sql.id(schema, '_bulk_row'), sql.id(schema, '_bulk_run')]
  await database.transaction(schema, async (trx) => {
    await sql`with made as (
        select b.record_id, max(a.version) as version
        from ${runs} r join ${rows} b on b.run = r.id
        join ${sql.id(schema, '_audit')} a on a.entity = r.entity and a.record_id = b.record_id
        where r.id = ${run}::uuid and b.state = 'waiting' and a.request_id = ${run}::text and a.version is not null
          -- What hooks did, or what followed from the change of another record, is not the run's own change of it.
          and a.actor = r.actor and (a.reason is null or r.operation ->> 'kind' = 'delete' and a.action = 'delete')
        group by b.record_id
      )
      update ${rows} b set state = 'done', version = m.version
      from made m where b.run = ${run}::uuid and b.record_id = m.record_id`.execute(trx)
    await sql`update ${runs} r set done = c.done, refused = c.refused, skipped = c.skipped
      from (
        select count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'refused')::int as refused,
          count(*) filter (where state = 'skipped')::int as skipped
        from ${rows} where run = ${run}::uuid
      ) c where r.id = ${run}::uuid`.execute(trx)
  })
}

/** The same of a run that was ended while nobody worked on it. */
export async function settleLeft(
  database: Database,
  { tenant: { schema } }: RequestContext,
  run: string,
): Promise<void> {
  const left = await database
    .tenant(schema)
    .selectFrom('_bulk_run')
    .select('id')
    .where('id', '=', run)
    .where('status', '=', 'cancelled')
    .where(isSilent())
    .executeTakeFirst()
  if (left !== undefined) await settleRows(database, { schema, run })
}
