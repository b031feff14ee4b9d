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
    await sql`update ${rows} b set state = 'done', version = a.version
      from ${runs} r, lateral (
        select max(a.version) as version from ${sql.id(schema, '_audit')} a
        where a.entity = r.entity and a.record_id = b.record_id and a.request_id = ${run}::text and a.version is not null
      ) a
      where b.run = ${run}::uuid and b.state = 'waiting' and r.id = b.run and a.version is not null`.execute(trx)
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
