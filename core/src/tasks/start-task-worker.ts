import type { TenantRef } from '../context/request-context.ts'
import type { Job, JobQueue } from '../jobs/job-queue.ts'
import type { RunTask } from './run-task.ts'

export const TASK_QUEUE = 'plugin-task'

/** Takes tasks from the job queue. How they end stands in their rows: the queue itself tries none of them again. */
export async function startTaskWorker({
  runTask,
  jobs,
  onError,
}: {
  runTask: RunTask
  jobs: Pick<JobQueue, 'work'>
  /** Hears of failures that are none of the plugins'. */
  onError: (error: unknown) => void
}): Promise<void> {
  const handler = async ({ data }: Job, signal: AbortSignal) => {
    const { tenant, taskId } = readJob(data)
    const end = await runTask(tenant, taskId, signal)
    if (end !== null && end.status !== 'done' && !isExpected(end.error)) onError(end.error)
  }
  // A tenant with much to do leaves places to others, and a task of a minute holds up few.
  await jobs.work(TASK_QUEUE, handler, { batches: 4, batchSize: 4, perGroup: 4 })
}

function isExpected(error: unknown): boolean {
  return error instanceof Error && error.name === 'TenonError'
}

/** Jobs outlive the process and the release that queued them, so their data is looked at. */
function readJob(data: Job['data']): { tenant: TenantRef; taskId: string } {
  const { tenant, taskId } = data as Partial<Record<'tenant' | 'taskId', unknown>>
  if (typeof taskId !== 'string' || typeof tenant !== 'object' || tenant === null) {
    throw new Error('A job of a plugin’s task has unknown data')
  }
  return { tenant: tenant as TenantRef, taskId }
}
