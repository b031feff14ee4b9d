import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import {
  RECALCULATION_QUEUE,
  type Recalculation,
  readRecalculation,
  recalculationJob,
} from '../events/recalculation-jobs.ts'
import type { Job, JobQueue } from '../jobs/job-queue.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { RecalculateRecords } from './recalculate-records.ts'
import { nextPass } from './recalculation-pauses.ts'

/** What the log is told; `warn` where something could not be worked out. */
export type RecalculationLog = (level: 'info' | 'warn', fields: object, message: string) => void

export interface RecalculationWorkerDependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  jobs: Pick<JobQueue, 'enqueue' | 'work'>
  recalculateRecords: RecalculateRecords
  log: RecalculationLog
}

/** A job that lasts longer would be taken for dead and run twice; the rest is the next job's. */
const JOB_MS = 45_000
/** Between two notices of one pass, so that open pages do not read without end. */
const NOTICE_MS = 2_000

/**
 * Starts taking recalculation jobs. A job that is killed is taken up again, and finds only what is not done yet.
 * Resolves to the function that has passes which are under way end after their batch, and waits for that.
 */
export async function startRecalculationWorker(
  dependencies: RecalculationWorkerDependencies,
): Promise<() => Promise<void>> {
  const { jobs, models } = dependencies
  const stopping = new AbortController()
  const running = new Set<Promise<Job | null>>()
  const enqueue = (job: Job) => jobs.enqueue(RECALCULATION_QUEUE, [job])
  await jobs.work(RECALCULATION_QUEUE, async ({ id, data }, signal) => {
    const { tenant, work } = readRecalculation(data)
    if (work.kind === 'model') {
      const { entities } = await models.get(tenant)
      const computed = [...entities.values()].filter(({ computedFields }) => computedFields.length > 0)
      for (const { name: entity } of computed) {
        const all: Recalculation = { kind: 'entity', entity, after: null, failed: 0, attempt: 0 }
        await enqueue(recalculationJob(tenant, all, { name: `${id} ${entity}` }))
      }
      return
    }
    const pass = runPass(dependencies, tenant, { work, signal, stop: stopping.signal, jobName: id })
    running.add(pass)
    const next = await pass.finally(() => running.delete(pass))
    if (next !== null) await enqueue(next)
  })
  return async () => {
    stopping.abort()
    await Promise.allSettled(running)
  }
}

type Pass = Exclude<Recalculation, { kind: 'model' }>

interface PassInput {
  work: Pass
  signal: AbortSignal
  /** The process is about to end: no further batch is begun. */
  stop: AbortSignal
  jobName: string
}

/** One job's share of the work; resolves to the job that goes on with it, null where nothing is left. */
async function runPass(
  { database, recalculateRecords, log }: RecalculationWorkerDependencies,
  tenant: TenantRef,
  { work, signal, stop, jobName }: PassInput,
): Promise<Job | null> {
  const { entity, attempt } = work
  const told = makeTellLive(database, tenant, entity)
  const facts = { tenant: tenant.slug, entity, ...(attempt > 0 && { attempt }) }
  const range = work.kind === 'records' ? { ids: work.ids } : { after: work.after }
  const result = await recalculateRecords(tenant, {
    ...range,
    entity,
    signal,
    stop,
    until: Date.now() + JOB_MS,
    onProgress: async ({ changed, failed, next }) => {
      log('info', { ...facts, changed, failed, at: next }, 'recalculating computed fields')
      await told(changed)
    },
  })
  await told(result.changed, true)
  const { changed, failed, reason } = result
  if (failed > 0) log('warn', { ...facts, changed, failed, reason }, 'computed fields could not be worked out')
  else if (changed > 0) log('info', { ...facts, changed }, 'computed fields were recalculated')
  const next = nextPass({ work, jobName, now: new Date() }, result)
  return next === null ? null : recalculationJob(tenant, next.work, next)
}

/** Tells open pages to read again, when records have changed since it last did. */
function makeTellLive(database: Database, { schema }: TenantRef, entity: string) {
  const message: LiveMessage = { type: 'records.recalculated', entity }
  let told = 0
  let at = 0
  return async (changed: number, atOnce = false) => {
    if (changed === told || (!atOnce && Date.now() - at < NOTICE_MS)) return
    told = changed
    at = Date.now()
    await sql`select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ schema, message })})`.execute(
      database.tenant(schema),
    )
  }
}
