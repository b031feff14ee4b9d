import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { listenAndSweep } from '../jobs/listen-and-sweep.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import { insertEventTasks } from '../tasks/insert-task.ts'
import { AFTER_HOOK_QUEUE, afterHookJob } from './after-hook-jobs.ts'
import type { AfterHooks } from './after-hooks.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import type { EventKind } from './event-kind.ts'
import { eventTasks } from './event-tasks.ts'
import { finishEvents, releaseEvents, reopenEvents } from './finish-events.ts'
import { isRecordEvent, type OutboxEvent } from './outbox-event.ts'
import { RECALCULATION_QUEUE, staleRecordJobs } from './recalculation-jobs.ts'
import { takeEvents } from './take-events.ts'
import { makeEarlyTelling } from './tell-early.ts'
import type { ToldEvents } from './told-events.ts'

const BATCH = 500
/** Notices can be lost; what they would have said is found by looking. */
const SWEEP_MILLISECONDS = 30_000
/** Under a stream of writes one delivery for several of them, and one message for several tenants, leave the machine to the writes. */
const GATHER_MILLISECONDS = 20

export interface OutboxRelayOptions {
  database: Database
  hooks: Pick<AfterHooks, 'afterHooksFor' | 'hearersOf'>
  jobs: Pick<JobQueue, 'enqueue'>
  /** Writes down what follows from changes of records, the same however often it is told. */
  noteChanges?: (tenant: TenantRef, events: readonly RecordEvent[]) => Promise<void>
  /** Kinds of events of which after-hooks or `noteChanges` make something; missing: all. */
  followed?: (tenant: TenantRef) => Promise<readonly EventKind[]>
  /** All tenants. */
  tenants: () => Promise<readonly TenantRef[]>
  onError?: (error: unknown) => void
  sweepMilliseconds?: number
  /** All outboxes were looked into. */
  noteSweep?: () => void
}

export interface OutboxRelay {
  /** Resolves when all that was under way is delivered. */
  close(): Promise<void>
}

/**
 * Delivers what writes left in the outboxes: after-hooks become jobs, and so do computed fields that could not be worked
 * out; plugins' events become tasks of those that hear them; live subscribers are told. At least once, in order per
 * tenant and process; several processes may each run one.
 */
export async function startOutboxRelay(options: OutboxRelayOptions): Promise<OutboxRelay> {
  const { database, tenants, followed, onError = () => undefined, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const findOutboxes = watchSchemas(database, { tables: ['_outbox'], condition: hasEvents })

  async function loadTenants(): Promise<void> {
    const all = await tenants()
    known.clear()
    for (const { id, slug, schema } of all) known.set(schema, { id, slug, schema })
  }

  const working = workPerTenant(
    async (schema, isClosed) => {
      if (!known.has(schema)) await loadTenants()
      const tenant = known.get(schema)
      while (tenant !== undefined && !isClosed() && (await deliverBatch(delivery, tenant)));
    },
    { onError },
  )

  async function findWork(): Promise<string[]> {
    await loadTenants()
    const found = await findOutboxes([...known.keys()])
    options.noteSweep?.()
    return found
  }

  const early = makeEarlyTelling({
    ...{ database, working, followed, gatherMilliseconds: GATHER_MILLISECONDS },
    tenantOf: (schema) => known.get(schema),
  })
  const delivery = { ...options, told: early.told }

  async function close(): Promise<void> {
    await early.close()
    await working.close()
    const unmarked = early.told.schemas().flatMap((schema) => known.get(schema) ?? [])
    await Promise.all(unmarked.map((tenant) => deliverBatch(delivery, tenant).catch(onError)))
  }

  const gathering = { wake: (schema: string) => early.hear(schema), hear: early.hear, close }
  return listenAndSweep({ database, onError }, gathering, { channel: OUTBOX_CHANNEL, sweepMilliseconds, findWork })
}

type Delivery = OutboxRelayOptions & { told: ToldEvents }

/** Delivers up to a batch of one tenant's events; resolves to whether there may be more. */
async function deliverBatch(options: Delivery, tenant: TenantRef): Promise<boolean> {
  const { database, followed } = options
  const known = (await followed?.(tenant)) ?? null
  const told = options.told.of(tenant.schema)
  const taking = { limit: BATCH, followed: known, told }
  const { count, claimed, delivered } = await takeEvents(database, tenant.schema, taking)
  // Those that were not there any more were marked by another process.
  options.told.forget(tenant.schema, count < BATCH ? told : [...delivered, ...claimed.map(({ id }) => id)])
  if (claimed.length > 0) await deliverClaimed(options, tenant, { events: claimed, told })
  if (delivered.length === 0) return count === BATCH
  const now = await followed?.(tenant).catch(() => null)
  if (`${now}` === `${known}`) return count === BATCH
  // What was published in between may follow up what came after it.
  await reopenEvents(database, tenant.schema, delivered)
  return true
}

interface Claimed {
  events: readonly OutboxEvent[]
  told: readonly string[]
}

async function deliverClaimed(options: OutboxRelayOptions, tenant: TenantRef, { events, told }: Claimed) {
  const { database } = options
  try {
    await routeEvents(options, tenant, events)
    await finishEvents(database, tenant.schema, { events, told })
  } catch (error) {
    await releaseEvents(database, tenant.schema, events).catch(() => undefined)
    throw error
  }
}

async function routeEvents(
  { database, hooks, jobs, noteChanges }: OutboxRelayOptions,
  tenant: TenantRef,
  events: readonly OutboxEvent[],
): Promise<void> {
  const changes = events.filter(isRecordEvent)
  await noteChanges?.(tenant, changes)
  const wanted = await Promise.all(changes.map((event) => jobsFor(hooks, tenant, event)))
  const queued = wanted.flat()
  if (queued.length > 0) await jobs.enqueue(AFTER_HOOK_QUEUE, queued)
  const stale = staleRecordJobs(tenant, changes)
  if (stale.length > 0) await jobs.enqueue(RECALCULATION_QUEUE, stale)
  await insertEventTasks(database, tenant.schema, await eventTasks(hooks, tenant, events))
}

async function jobsFor(hooks: OutboxRelayOptions['hooks'], tenant: TenantRef, event: RecordEvent) {
  const wanted = await hooks.afterHooksFor(tenant, event)
  return wanted.map((one) => afterHookJob(tenant, event, one))
}

/** Whether the schema's outbox holds something undelivered: answered from a partial index. */
function hasEvents(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_outbox')} where delivered_at is null)`
}
