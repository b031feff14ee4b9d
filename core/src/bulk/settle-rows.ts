import { sql } from 'kysely'
import { isAlive } from '../actions/run-rows.ts'
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

/** Runs whose process is gone say so from here on, with what they had done. */
export async function endInterrupted(database: Database, schema: string): Promise<void> {
  const db = database.tenant(schema)
  const silent = await db
    .selectFrom('_bulk_run')
    .select('id')
    .where('status', '=', 'running')
    .where(sql<boolean>`not (${isAlive()})`)
    .execute()
  for (const { id: run } of silent) {
    await settleRows(database, { schema, run })
    await sql`update ${sql.id(schema, '_bulk_run')} set status = 'interrupted', ended_at = touched_at
      where id = ${run}::uuid and status = 'running' and not (${isAlive()})`.execute(db)
  }
}
