import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

const DONE_DAYS = 7
const FAILED_DAYS = 30
const BATCH = 1_000

const isOld = sql<boolean>`finished_at < now() - ${sql.lit(DONE_DAYS)} * interval '1 day'
  and (status = 'done' or finished_at < now() - ${sql.lit(FAILED_DAYS)} * interval '1 day')`

/** Deletes tasks that were done a week ago, and those that failed a month ago, in all tenants that have such. */
export async function removeOldTasks(database: Database): Promise<void> {
  const schemas = (await listWorkingTenants(database)).map(({ schema }) => schema)
  const old = await findSchemas(
    database,
    schemas,
    (schema) => sql`exists (select 1 from ${sql.id(schema, '_plugin_task')} where ${isOld})`,
  )
  for (const schema of old) while ((await removeBatch(database, schema)) === BATCH);
}

async function removeBatch(database: Database, schema: string): Promise<number> {
  const tasks = sql.id(schema, '_plugin_task')
  const { numAffectedRows = 0n } = await sql`delete from ${tasks} where id in (
    select id from ${tasks} where ${isOld} limit ${BATCH}::int)`.execute(database.tenant(schema))
  return Number(numAffectedRows)
}

/** Has old tasks removed every hour. */
export function startHousekeeping({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  return startRepeating(repeating, { queue: 'plugin-housekeeping', every: 'hour' }, () => removeOldTasks(database))
}
