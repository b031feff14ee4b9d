import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { derivedId } from '../jobs/derived-id.ts'
import type { JobQueue } from '../jobs/job-queue.ts'

const DONE_DAYS = 7
const FAILED_DAYS = 30
const BATCH = 1_000
const HOUR_MILLISECONDS = 3_600_000
const HOUSEKEEPING_QUEUE = 'plugin-housekeeping'

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

/** Has old tasks removed every hour: a job of the queue, so that one process does it for all. */
export async function startHousekeeping({
  database,
  jobs,
  onError,
}: {
  database: Database
  jobs: Pick<JobQueue, 'enqueue' | 'work'>
  onError: (error: unknown) => void
}): Promise<() => void> {
  await jobs.work(HOUSEKEEPING_QUEUE, () => removeOldTasks(database), { batchSize: 1 })
  const ask = () => {
    const hour = Math.floor(Date.now() / HOUR_MILLISECONDS)
    jobs.enqueue(HOUSEKEEPING_QUEUE, [{ id: derivedId(`${HOUSEKEEPING_QUEUE} ${hour}`), data: {} }]).catch(onError)
  }
  ask()
  const timer = setInterval(ask, HOUR_MILLISECONDS)
  timer.unref()
  return () => clearInterval(timer)
}
