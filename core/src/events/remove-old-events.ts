import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { listTenants } from '../db/list-tenants.ts'
import { timeOfId } from '../db/time-of-id.ts'
import { type FindSchemas, WEEK_MILLISECONDS, watchSchemas } from '../db/watch-schemas.ts'
import { eachSchema } from '../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

/** Longer than any after-hook is tried again; history is in the audit trail, not here. */
const KEPT_DAYS = 14
const BATCH = 1_000

/** One that waited long for its delivery is as fresh as any: its after-hooks still read it. */
function isOld(): RawBuilder<boolean> {
  const before = firstIdAt(Date.now() - KEPT_DAYS * 24 * 3_600_000)
  return sql`id < ${before}::uuid and delivered_at < now() - ${sql.lit(KEPT_DAYS)} * interval '1 day'`
}

/**
 * Makes what finds the tenants that have such events. None is old before the one with the lowest id could be, and a
 * delivery is a write.
 */
export function watchOldEvents(database: Database, monotonic?: () => number): FindSchemas {
  const question = {
    tables: ['_outbox'],
    condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, '_outbox')} where ${isOld()})`,
    until: (schema: string) => sql`(select ${timeOfId('id')} + ${sql.lit(KEPT_DAYS)} * interval '1 day'
      from ${sql.id(schema, '_outbox')} order by id limit 1)`,
    sureMilliseconds: WEEK_MILLISECONDS,
  }
  return watchSchemas(database, question, monotonic)
}

/** Deletes events that were delivered two weeks ago, of all tenants; undelivered ones stay. */
export async function removeOldEvents(database: Database, find = watchOldEvents(database)): Promise<void> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  await eachSchema(await find(schemas), async (schema) => {
    const outbox = sql.id(schema, '_outbox')
    const removeBatch = sql`delete from ${outbox} where id in (
      select id from ${outbox} where ${isOld()} order by id limit ${BATCH}::int)`
    while ((await removeBatch.execute(database.tenant(schema))).numAffectedRows === BigInt(BATCH));
  })
}

/** Has old events removed every day. */
export function startEventRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  const find = watchOldEvents(database)
  return startRepeating(repeating, { queue: 'delivered-events', every: 'day' }, () => removeOldEvents(database, find))
}
