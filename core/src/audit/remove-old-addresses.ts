import { type Kysely, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { listTenants } from '../db/list-tenants.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

/** An address is a person's: kept for as long as it may be needed to look into a misuse. */
const KEPT_DAYS = 90
const BATCH = 2_000
/** How far the removal has come, as an id of an entry. */
const PROGRESS = 'auditAddressesThrough'
const START = '00000000-0000-0000-0000-000000000000'

/**
 * Takes clients' addresses out of audit entries that are 90 days old, of all tenants. They are not part of what the
 * chain holds, so that it says nothing of it.
 */
export async function removeOldAddresses(database: Database): Promise<void> {
  const until = firstIdAt(Date.now() - KEPT_DAYS * 24 * 3_600_000)
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const found = await findSchemas(database, schemas, (schema) => {
    return sql`exists (select 1 from ${sql.id(schema, '_audit')} where id < ${until}::uuid)`
  })
  for (const schema of found) while (await removeBatch(database.tenant(schema), schema, until));
}

/** False when there is nothing left. */
async function removeBatch(db: Kysely<TenantTables>, schema: string, until: string): Promise<boolean> {
  const done = await db.selectFrom('_setting').select('value').where('name', '=', PROGRESS).executeTakeFirst()
  const after = typeof done?.value === 'string' ? done.value : START
  const { rows } = await sql<{ last: string | null; count: number }>`
    with batch as (select id, origin from ${sql.id(schema, '_audit')}
      where id > ${after}::uuid and id < ${until}::uuid order by id limit ${BATCH}::int),
    stripped as (update ${sql.id(schema, '_audit')} a set origin = a.origin - 'address' from batch b
      where a.id = b.id and jsonb_exists(b.origin, 'address'))
    select max(id::text) as last, count(*)::int as count from batch`.execute(db)
  const { last = null, count = 0 } = rows[0] ?? {}
  if (last === null) return false
  const value = JSON.stringify(last)
  await db
    .insertInto('_setting')
    .values({ name: PROGRESS, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: sql`now()` }))
    .execute()
  return count === BATCH
}

/** Has old addresses removed every day. */
export function startAddressRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  return startRepeating(repeating, { queue: 'audit-addresses', every: 'day' }, () => removeOldAddresses(database))
}
