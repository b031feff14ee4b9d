import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { listTenants } from '../../db/list-tenants.ts'
import { type FindSchemas, watchSchemas } from '../../db/watch-schemas.ts'
import { eachSchema } from '../../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../../jobs/start-repeating.ts'
import { KEPT_HOURS } from './claim-key.ts'

const BATCH = 1_000

const kept = sql`make_interval(hours => ${sql.lit(KEPT_HOURS)})`
const isOld = sql<boolean>`claimed_at < now() - ${kept}`

/** Makes what finds the tenants that have such keys. A key is as old as its claim says, and each claim is a write. */
export function watchOldKeys(database: Database, monotonic?: () => number): FindSchemas {
  const question = {
    tables: ['_request_key'],
    condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, '_request_key')} where ${isOld})`,
    until: (schema: string) => sql`(select min(claimed_at) + ${kept} from ${sql.id(schema, '_request_key')})`,
  }
  return watchSchemas(database, question, monotonic)
}

/** Deletes idempotency keys and the answers under them once they are a day old, of all tenants. */
export async function removeOldKeys(database: Database, find = watchOldKeys(database)): Promise<void> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  await eachSchema(await find(schemas), async (schema) => {
    const table = sql.id(schema, '_request_key')
    const removeBatch = sql`delete from ${table} where (actor, key) in (
      select actor, key from ${table} where ${isOld} order by claimed_at limit ${BATCH}::int)`
    while ((await removeBatch.execute(database.tenant(schema))).numAffectedRows === BigInt(BATCH));
  })
}

/** Has them removed every hour. */
export function startKeyRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  const find = watchOldKeys(database)
  return startRepeating(repeating, { queue: 'old-request-keys', every: 'hour' }, () => removeOldKeys(database, find))
}
