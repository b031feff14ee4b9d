import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { listTenants } from '../db/list-tenants.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { timeOfId } from '../db/time-of-id.ts'
import { type FindSchemas, WEEK_MILLISECONDS, watchSchemas } from '../db/watch-schemas.ts'
import { eachSchema } from '../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

/** An address is a person's: kept for as long as it may be needed to look into a misuse. */
const KEPT_DAYS = 90
const BATCH = 2_000
/** How far the removal has come, as an id of an entry. */
const PROGRESS = 'auditAddressesThrough'
const START = '00000000-0000-0000-0000-000000000000'

/**
 * Makes what finds the tenants that have such entries. The removal goes through the entries by their ids: the next one
 * after where it stands is the first to become old.
 */
export function watchOldAddresses(database: Database, monotonic?: () => number): FindSchemas {
  const question = {
    tables: ['_audit', '_setting'],
    condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, '_audit')}
      where id > ${doneThrough(schema)} and id < ${oldestKept()}::uuid)`,
    until: (schema: string) => sql`(select ${timeOfId('id')} + ${sql.lit(KEPT_DAYS)} * interval '1 day'
      from ${sql.id(schema, '_audit')} where id > ${doneThrough(schema)} order by id limit 1)`,
    sureMilliseconds: WEEK_MILLISECONDS,
  }
  return watchSchemas(database, question, monotonic)
}

function oldestKept(): string {
  return firstIdAt(Date.now() - KEPT_DAYS * 24 * 3_600_000)
}

function doneThrough(schema: string): RawBuilder<string> {
  return sql`coalesce((select value #>> '{}' from ${sql.id(schema, '_setting')} where name = ${PROGRESS}), ${START})::uuid`
}

/**
 * Takes clients' addresses out of audit entries that are 90 days old, of all tenants. They are not part of what the
 * chain holds, so that it says nothing of it.
 */
export async function removeOldAddresses(database: Database, find = watchOldAddresses(database)): Promise<void> {
  const until = oldestKept()
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  await eachSchema(await find(schemas), async (schema) => {
    while (await removeBatch(database.tenant(schema), schema, until));
  })
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
  const find = watchOldAddresses(database)
  return startRepeating(repeating, { queue: 'audit-addresses', every: 'day' }, () => removeOldAddresses(database, find))
}
