import { type RawBuilder, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { derivedId } from '../jobs/derived-id.ts'
import type { JobQueue, QueuedJob } from '../jobs/job-queue.ts'
import { TASK_QUEUE } from './start-task-worker.ts'

const BATCH = 500

/**
 * Condition on tasks that have to be put into the job queue: those whose time comes before the next sweep but one,
 * those whose entry in the queue was lost, and those whose process died. What is due later stays out of the queue, so
 * that a plugin which puts its work off again and again leaves nothing behind there.
 */
function needsQueueing(): RawBuilder<boolean> {
  return sql<boolean>`kind <> 'lifecycle' and (
    status = 'waiting' and run_at < now() + interval '10 minutes'
      and (queued_at is null or run_at < now() - interval '2 minutes' and queued_at < now() - interval '5 minutes')
    or status = 'running' and locked_until < now() and (queued_at is null or queued_at < now() - interval '5 minutes'))`
}

/** Whether the schema has tasks that have to be queued; for a statement over many schemas. */
export function hasTasksToQueue(schema: string): RawBuilder<unknown> {
  return sql`exists (select 1 from ${sql.id(schema, '_plugin_task')}
    where status in ('waiting', 'running') and ${needsQueueing()})`
}

/** When the schema's next task has to be queued; long ago for one that is queued or runs, which may need it at any time. */
export function timeToQueue(schema: string): RawBuilder<unknown> {
  return sql`(select min(run_at) - interval '10 minutes' from ${sql.id(schema, '_plugin_task')}
    where status in ('waiting', 'running'))`
}

/**
 * Puts a tenant's tasks into the job queue, and resolves to whether that were all. A crash in between is made good by
 * a later round; an entry too many finds its task claimed or done.
 */
export async function queueTasks(
  { database, jobs }: { database: Database; jobs: Pick<JobQueue, 'enqueue'> },
  tenant: TenantRef,
): Promise<boolean> {
  const { id, slug, schema } = tenant
  const tasks = sql.id(schema, '_plugin_task')
  const { rows } = await sql<{ id: string; run_at: Date; queued_at: Date }>`
    update ${tasks} t set queued_at = now()
    from (
      select id from ${tasks} where status in ('waiting', 'running') and ${needsQueueing()}
      order by run_at limit ${BATCH}::int for update skip locked
    ) due
    where t.id = due.id
    returning t.id, t.run_at, t.queued_at`.execute(database.tenant(schema))
  const queued = rows.map(
    (task): QueuedJob => ({
      id: derivedId(`${schema} ${task.id} ${task.queued_at.getTime()}`),
      data: { tenant: { id, slug, schema }, taskId: task.id },
      // A millisecond later: the task's own time is finer, and before it nobody may claim it.
      startAfter: new Date(task.run_at.getTime() + 1),
      group: id,
    }),
  )
  if (queued.length > 0) await enqueueOrGiveBack({ database, jobs }, schema, queued)
  return rows.length < BATCH
}

async function enqueueOrGiveBack(
  { database, jobs }: { database: Database; jobs: Pick<JobQueue, 'enqueue'> },
  schema: string,
  queued: QueuedJob[],
): Promise<void> {
  try {
    await jobs.enqueue(TASK_QUEUE, queued)
  } catch (error) {
    const ids = queued.map(({ data }) => String(data['taskId']))
    const back = database.tenant(schema).updateTable('_plugin_task').set({ queued_at: null }).where('id', 'in', ids)
    await back.execute().catch(() => undefined)
    throw error
  }
}
