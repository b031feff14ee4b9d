import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { listTenants } from '../db/list-tenants.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

/** Longer than any after-hook is tried again; history is in the audit trail, not here. */
const KEPT_DAYS = 14
const BATCH = 1_000

/** Deletes events that were delivered two weeks ago, of all tenants; undelivered ones stay. */
export async function removeOldEvents(database: Database): Promise<void> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const before = firstIdAt(Date.now() - KEPT_DAYS * 24 * 3_600_000)
  // One that waited long for its delivery is as fresh as any: its after-hooks still read it.
  const isOld = sql<boolean>`id < ${before}::uuid
    and delivered_at < now() - ${sql.lit(KEPT_DAYS)} * interval '1 day'`
  const old = await findSchemas(
    database,
    schemas,
    (schema) => sql`exists (select 1 from ${sql.id(schema, '_outbox')} where ${isOld})`,
  )
  for (const schema of old) {
    const outbox = sql.id(schema, '_outbox')
    const removeBatch = sql`delete from ${outbox} where id in (
      select id from ${outbox} where ${isOld} order by id limit ${BATCH}::int)`
    while ((await removeBatch.execute(database.tenant(schema))).numAffectedRows === BigInt(BATCH));
  }
}

/** Has old events removed every day. */
export function startEventRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  return startRepeating(repeating, { queue: 'delivered-events', every: 'day' }, () => removeOldEvents(database))
}
