import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { type FindSchemas, watchSchemas } from '../db/watch-schemas.ts'
import { eachSchema } from '../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'

const DONE_DAYS = 7
const FAILED_DAYS = 30
const BATCH = 1_000

const isOld = sql<boolean>`finished_at < now() - ${sql.lit(DONE_DAYS)} * interval '1 day'
  and (status = 'done' or finished_at < now() - ${sql.lit(FAILED_DAYS)} * interval '1 day')`

/** Makes what finds the tenants that have such tasks. A task that ends is written to; from then on the clock alone decides. */
export function watchOldTasks(database: Database, monotonic?: () => number): FindSchemas {
  const question = {
    tables: ['_plugin_task'],
    condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, '_plugin_task')} where ${isOld})`,
    until: (schema: string) => sql`(select min(finished_at + interval '1 day'
      * case status when 'done' then ${sql.lit(DONE_DAYS)} else ${sql.lit(FAILED_DAYS)} end)
      from ${sql.id(schema, '_plugin_task')})`,
  }
  return watchSchemas(database, question, monotonic)
}

/** Deletes tasks that were done a week ago, and those that failed a month ago, in all tenants that have such. */
export async function removeOldTasks(database: Database, find = watchOldTasks(database)): Promise<void> {
  const schemas = (await listWorkingTenants(database)).map(({ schema }) => schema)
  await eachSchema(await find(schemas), async (schema) => {
    while ((await removeBatch(database, schema)) === BATCH);
  })
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
  const find = watchOldTasks(database)
  return startRepeating(repeating, { queue: 'plugin-housekeeping', every: 'hour' }, () =>
    removeOldTasks(database, find),
  )
}
