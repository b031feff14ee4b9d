import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { type ClaimedTask, TASK_CHANNEL } from './plugin-task.ts'
import { storedMessage, type TaskError } from './task-error.ts'

/** unique_violation */
const TAKEN = '23505'

type Claim = Pick<ClaimedTask, 'id' | 'claim'>

/** Writes down that a task is done. False where its run was given up meanwhile: then another one decides. */
export async function finishTask(database: Database, schema: string, { id, claim }: Claim): Promise<boolean> {
  const { numUpdatedRows } = await database
    .tenant(schema)
    .updateTable('_plugin_task')
    .set({ status: 'done', finished_at: sql<Date>`now()`, error_code: null, error: null, ...FREE })
    .where('id', '=', id)
    .where('claim', '=', claim)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Writes down that a task has failed for good; the error is kept. */
export async function failTask(
  database: Database,
  schema: string,
  { id, claim, error }: Claim & { error: TaskError },
): Promise<void> {
  await database
    .tenant(schema)
    .updateTable('_plugin_task')
    .set({
      status: 'failed',
      finished_at: sql<Date>`now()`,
      error_code: error.code,
      error: storedMessage(error.message),
      ...FREE,
    })
    .where('id', '=', id)
    .where('claim', '=', claim)
    .execute()
}

/** Puts a task that has failed back, to be tried again after a pause, and tells the dispatchers. */
export async function postponeTask(
  database: Database,
  schema: string,
  failed: Claim & { error: TaskError; pauseSeconds: number },
): Promise<void> {
  const { id, claim, error, pauseSeconds } = failed
  const { code, message } = error
  try {
    await sql`
      with postponed as (
        update ${sql.id(schema, '_plugin_task')} set status = 'waiting', claim = null, locked_until = null,
          queued_at = null, run_at = now() + make_interval(secs => ${pauseSeconds}::float8),
          error_code = ${code}::text, error = ${storedMessage(message)}::text
        where id = ${id}::uuid and claim = ${claim}::uuid
      )
      select pg_notify(${TASK_CHANNEL}, ${schema})`.execute(database.tenant(schema))
  } catch (failure) {
    if (!(failure instanceof Error && 'code' in failure && failure.code === TAKEN)) throw failure
    // A newer job waits under its key meanwhile: that one takes its place.
    await failTask(database, schema, { id, claim, error })
  }
}

const FREE = { claim: null, locked_until: null, queued_at: null }
