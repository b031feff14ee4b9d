import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { JobResult, PgBoss } from 'pg-boss'
import type { Database } from '../db/database.ts'
import type { Job, JobQueue, QueuedJob, WorkOptions } from './job-queue.ts'

const JOBS_SCHEMA = 'tenon_jobs'
const POLL_SECONDS = 5

interface JobQueueOptions {
  database: Database
  onError: (error: unknown) => void
}

/**
 * The job queue on pg-boss, over our own connections, so that it works on PGlite and PostgreSQL alike.
 * Workers are woken by NOTIFY; polling is the floor beneath it.
 */
export async function createJobQueue({ database, onError }: JobQueueOptions): Promise<JobQueue> {
  const boss = await startBoss(database, onError)
  const known = new Map<string, Promise<unknown>>()
  const ensureQueue = (queue: string) => {
    const creating = known.get(queue) ?? createQueue(boss, queue)
    known.set(queue, creating)
    return creating
  }
  return {
    enqueue: async (queue, jobs) => {
      await ensureQueue(queue)
      // pg-boss refuses a batch that names an id twice; across batches its insert ignores known ids.
      const distinct = [...new Map(jobs.map((job) => [job.id, job])).values()]
      if (distinct.length > 0) await boss.insert(queue, distinct.map(insertOf))
    },
    work: async (queue, handler, options = {}) => {
      await ensureQueue(queue)
      await startWorker(boss, { queue, handler, options })
    },
    close: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

/**
 * Of servers that find the same empty or older database, one makes what pg-boss needs; what the others were about to make is
 * there then, and they start on it.
 */
async function startBoss(database: Database, onError: JobQueueOptions['onError']): Promise<PgBoss> {
  try {
    return await startedBoss(database, onError)
  } catch (error) {
    return await startedBoss(database, onError).catch(() => {
      throw error
    })
  }
}

async function startedBoss(database: Database, onError: JobQueueOptions['onError']): Promise<PgBoss> {
  // Only servers have one: commands do not wait for it to be loaded.
  const { PgBoss } = await import('pg-boss')
  const boss = new PgBoss({
    db: {
      executeSql: (text, values) => database.execute(text, values),
      listen: async (channel, onNotification, onReconnect) => {
        const stop = await database.listen(channel, onNotification)
        onReconnect()
        return { close: stop }
      },
    },
    backend: database.kind,
    schema: JOBS_SCHEMA,
    schedule: false,
    useListenNotify: true,
  })
  boss.on('error', onError)
  await boss.start()
  return boss
}

async function createQueue(boss: PgBoss, queue: string): Promise<void> {
  await boss.createQueue(queue, {
    retryLimit: 5,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 120,
    notify: true,
  })
}

function insertOf({ id, data, startAfter, group }: QueuedJob) {
  return {
    id,
    data,
    ...(startAfter !== undefined && { startAfter: startAfter.toISOString() }),
    ...(group !== undefined && { group: { id: group } }),
  }
}

interface Work {
  queue: string
  handler: (job: Job, signal: AbortSignal) => Promise<void>
  options: WorkOptions
}

async function startWorker(boss: PgBoss, { queue, handler, options }: Work): Promise<void> {
  const { batches = 1, batchSize = 20, perGroup } = options
  const workOptions = {
    notifyPollingIntervalSeconds: POLL_SECONDS,
    pollingIntervalSeconds: POLL_SECONDS,
    localConcurrency: batches,
    batchSize,
    burstWhenBatchFull: true,
    perJobResults: true,
    ...(perGroup !== undefined && { localGroupConcurrency: perGroup }),
  } as const
  await boss.work<JsonObject>(queue, workOptions, (jobs) =>
    Promise.all(jobs.map(({ id, data, signal }) => runJob(() => handler({ id, data }, signal), id))),
  )
}

/** One failing job must not have the others of its batch tried again. */
async function runJob(run: () => Promise<void>, id: string): Promise<JobResult> {
  try {
    await run()
    return { id, status: 'completed' }
  } catch (error) {
    return { id, status: 'failed', output: { message: error instanceof Error ? error.message : String(error) } }
  }
}
