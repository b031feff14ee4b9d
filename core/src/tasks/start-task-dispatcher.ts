import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { listWorkingTenants } from '../db/list-working-tenants.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { listenAndSweep } from '../jobs/listen-and-sweep.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import { TASK_CHANNEL } from './plugin-task.ts'
import { hasTasksToQueue, queueTasks, timeToQueue } from './queue-tasks.ts'

/** Notices can be lost, tasks come due, and processes die: all that is found by looking. */
const SWEEP_MILLISECONDS = 240_000
/** After a failure, of the database most likely. */
const AGAIN_MILLISECONDS = 10_000

export interface TaskDispatcherOptions {
  database: Database
  jobs: Pick<JobQueue, 'enqueue'>
  onError?: (error: unknown) => void
  sweepMilliseconds?: number
}

export interface TaskDispatcher {
  /** Resolves when all that was under way is queued. */
  close(): Promise<void>
}

/**
 * Puts plugins' tasks into the job queue: at once those that it hears of, and those that are left, or whose time has
 * come, by a look every few minutes into the tenants that have such work. Several processes may each run one.
 */
export async function startTaskDispatcher(options: TaskDispatcherOptions): Promise<TaskDispatcher> {
  const { database, onError = () => undefined, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const findTasks = watchSchemas(database, {
    tables: ['_plugin_task'],
    condition: hasTasksToQueue,
    until: timeToQueue,
  })

  async function loadTenants(): Promise<void> {
    const tenants = await listWorkingTenants(database)
    known.clear()
    for (const tenant of tenants) known.set(tenant.schema, tenant)
  }

  const working = workPerTenant(
    async (schema, isClosed) => {
      try {
        if (!known.has(schema)) await loadTenants()
        const tenant = known.get(schema)
        while (tenant !== undefined && !isClosed() && !(await queueTasks(options, tenant)));
      } catch (error) {
        if (!isClosed()) setTimeout(working.wake, AGAIN_MILLISECONDS, schema).unref()
        throw error
      }
    },
    { onError },
  )

  async function findWork(): Promise<string[]> {
    await loadTenants()
    return findTasks([...known.keys()])
  }

  return listenAndSweep({ database, onError }, working, { channel: TASK_CHANNEL, sweepMilliseconds, findWork })
}
