import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { findSchemas } from '../../db/find-schemas.ts'
import { listTenants } from '../../db/list-tenants.ts'
import { type RepeatingJobs, startRepeating } from '../../jobs/start-repeating.ts'
import { KEPT_HOURS } from './claim-key.ts'

const BATCH = 1_000

/** Deletes idempotency keys and the answers under them once they are a day old, of all tenants. */
export async function removeOldKeys(database: Database): Promise<void> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const isOld = sql<boolean>`claimed_at < now() - make_interval(hours => ${sql.lit(KEPT_HOURS)})`
  const old = await findSchemas(
    database,
    schemas,
    (schema) => sql`exists (select 1 from ${sql.id(schema, '_request_key')} where ${isOld})`,
  )
  for (const schema of old) {
    const table = sql.id(schema, '_request_key')
    const removeBatch = sql`delete from ${table} where (actor, key) in (
      select actor, key from ${table} where ${isOld} order by claimed_at limit ${BATCH}::int)`
    while ((await removeBatch.execute(database.tenant(schema))).numAffectedRows === BigInt(BATCH));
  }
}

/** Has them removed every hour. */
export function startKeyRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  return startRepeating(repeating, { queue: 'old-request-keys', every: 'hour' }, () => removeOldKeys(database))
}
