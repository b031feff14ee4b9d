import type { Logger } from 'pino'
import type { Access } from './access/make-access.ts'
import { startAuditChain } from './audit/chain/start-audit-chain.ts'
import { startAddressRemoval } from './audit/remove-old-addresses.ts'
import type { WorkingCalendars } from './calendars/working-calendars.ts'
import type { TenantRef } from './context/request-context.ts'
import type { PluginWork } from './create-plugin-work.ts'
import type { createDraftTools } from './create-services.ts'
import type { Database } from './db/database.ts'
import { listTenants } from './db/list-tenants.ts'
import type { TenantZones } from './db/tenant-zones.ts'
import { startAfterHookWorker } from './events/after-hook-jobs.ts'
import type { AfterHooks } from './events/after-hooks.ts'
import type { Readiness } from './events/make-readiness.ts'
import { startEventRemoval } from './events/remove-old-events.ts'
import { shareLogs } from './events/share-logs.ts'
import { type OutboxRelayOptions, startOutboxRelay } from './events/start-outbox-relay.ts'
import { startStatistics } from './events/start-statistics.ts'
import { startFileCollection } from './files/start-file-collection.ts'
import { createJobQueue } from './jobs/create-job-queue.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeCreatingEvents } from './pipelines/creating-events.ts'
import type { StageEntries } from './pipelines/make-stage-entries.ts'
import { startPipelineWork } from './pipelines/start-pipeline-work.ts'
import { startKeyRemoval } from './records/idempotency/remove-old-keys.ts'
import type { ErasureWorker } from './records/privacy/make-erasure-worker.ts'
import type { RecalculateRecords } from './records/recalculate-records.ts'
import { type RecalculationLog, startRecalculationWorker } from './records/recalculation-worker.ts'
import { startTrashRemoval } from './records/trash/empty-trash.ts'
import { watchComputedCode } from './records/watch-computed-code.ts'
import type { SandboxEvent } from './sandbox/sandbox-event.ts'
import type { PublishRuns } from './schema-change/publish-runs.ts'
import { startParkedRemoval } from './schema-change/remove-old-parked.ts'
import type { RollupWork } from './schema-change/rollups/rollup-work.ts'
import { startRollupWork } from './schema-change/rollups/start-rollup-work.ts'
import { startScheduledPublishes } from './schema-change/run-scheduled-publishes.ts'
import { sweepTenants } from './schema-change/sweep-tenants.ts'
import type { FileStorage } from './storage/file-storage.ts'

type PluginLog = Extract<SandboxEvent, { type: 'pluginLog' }>

interface BackgroundGround {
  database: Database
  storage: FileStorage
  hooks: AfterHooks
  models: Pick<ModelStore, 'get' | 'invalidate'>
  access: Pick<Access, 'of'>
  calendars: WorkingCalendars
  zones: TenantZones
  records: { recalculateRecords: RecalculateRecords }
  stageEntries: StageEntries
  publishRuns: PublishRuns
  erasures: Pick<ErasureWorker, 'watch'>
  /** Of runs that other processes have begun. */
  watches: ReadonlyArray<() => Promise<() => Promise<void>>>
  pluginWork: PluginWork
  rollupWork: RollupWork
  drafts: ReturnType<typeof createDraftTools>
  readiness: Pick<Readiness, 'noteSweep'>
  logger: Logger
  /** Who else hears what hooks log; a session of a plugin's author joins them. */
  readers: Array<(entry: PluginLog) => void>
  onError: (error: unknown) => void
}

/** Resolves to what ends each part again, in the order in which they are to end. */
export async function startBackgroundWork(ground: BackgroundGround): Promise<Array<() => Promise<void>>> {
  const { database, storage, hooks, models, calendars, zones, records, publishRuns } = ground
  const { pluginWork, drafts, stageEntries, logger, readers, onError } = ground
  const { recalculateRecords } = records
  const jobs = await createJobQueue({ database, onError })
  const tenants = () => listTenants(database)
  const log: RecalculationLog = (level, fields, message) => logger[level](fields, message)
  await startAfterHookWorker({ database, hooks, jobs })
  const stopPasses = await startRecalculationWorker({ database, models, jobs, recalculateRecords, log })
  const stopWatch = await watchComputedCode({ database, jobs, tenants, onError })
  const stopDelivery = await startDelivery(ground, { jobs, tenants })
  const pipelines = { database, models, calendars, zones, settleCreations: stageEntries.settle, tenants, onError }
  const stopPipelines = await startPipelineWork(pipelines)
  const stopWork = await pluginWork.start(jobs)
  const logs = await shareLogs({ database, onError })
  readers.push(logs.share)
  const stopRemoval = await startParkedRemoval({ database, jobs, onError })
  const stopScheduled = await startScheduledPublishes({ ...drafts, jobs, tenants, onError })
  const stopEvents = await startEventRemoval({ database, jobs, onError })
  const stopAddresses = await startAddressRemoval({ database, jobs, onError })
  const stopTrash = await startTrashRemoval({ ...ground, jobs })
  const stopChain = await startAuditChain({ database, jobs, onError })
  const stopKeys = await startKeyRemoval({ database, jobs, onError })
  const stopFiles = await startFileCollection({ database, storage, jobs, onError })
  const stopRuns = await publishRuns.watch()
  const stopRollups = await startRollupWork({ database, tenants, onError, work: ground.rollupWork })
  const stopErasures = await ground.erasures.watch()
  const stopWatches = await Promise.all(ground.watches.map((watch) => watch()))
  const sweep = beginSweep({ database, wake: publishRuns.wake, onError })
  return [
    ...stopDelivery,
    stopWatch,
    stopPasses,
    ...stopPipelines,
    ...stopWork,
    stopRemoval,
    stopScheduled,
    stopEvents,
    stopAddresses,
    stopTrash,
    stopChain,
    stopKeys,
    stopFiles,
    jobs.close,
    logs.close,
    stopRuns,
    stopRollups,
    stopErasures,
    ...stopWatches,
    sweep,
  ]
}

/** What follows of writes: their delivery, and that the planner hears of them. */
async function startDelivery(
  { database, models, hooks, readiness, stageEntries, onError }: BackgroundGround,
  working: Pick<OutboxRelayOptions, 'jobs' | 'tenants'>,
): Promise<Array<() => Promise<void>>> {
  const creatingEvents = makeCreatingEvents({ models })
  const followed = async (tenant: TenantRef) => [
    ...(await hooks.afterHookEvents(tenant)),
    ...(await creatingEvents(tenant)),
  ]
  const { noteSweep } = readiness
  const relay = await startOutboxRelay({
    ...working,
    database,
    hooks,
    noteChanges: stageEntries.note,
    followed,
    noteSweep,
    onError,
  })
  const stopStatistics = await startStatistics({ database, tenants: working.tenants, onError })
  // The relay last: whoever listens to writes is taken for one that delivers them.
  return [stopStatistics, relay.close]
}

/** Beside the first requests; gives the function that waits for the tenant under way and ends it. */
function beginSweep(ground: Omit<Parameters<typeof sweepTenants>[0], 'isClosed'>): () => Promise<void> {
  let stopped = false
  const sweeping = sweepTenants({ ...ground, isClosed: () => stopped }).catch(ground.onError)
  return async () => {
    stopped = true
    await sweeping
  }
}
