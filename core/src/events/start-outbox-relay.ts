import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { AFTER_HOOK_QUEUE, afterHookJob } from './after-hook-jobs.ts'
import type { AfterHooks } from './after-hooks.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import { claimEvents } from './claim-events.ts'
import { finishEvents, releaseEvents } from './finish-events.ts'
import { RECALCULATION_QUEUE, staleRecordJobs } from './recalculation-jobs.ts'

const BATCH = 500
/** Notices can be lost; what they would have said is found by looking. */
const SWEEP_MILLISECONDS = 30_000
const TENANTS_PER_LOOK = 200

export interface OutboxRelayOptions {
  database: Database
  hooks: Pick<AfterHooks, 'afterHooksFor'>
  jobs: Pick<JobQueue, 'enqueue'>
  /** All tenants. */
  tenants: () => Promise<readonly TenantRef[]>
  onError?: (error: unknown) => void
  sweepMilliseconds?: number
}

export interface OutboxRelay {
  /** Resolves when all that was under way is delivered. */
  close(): Promise<void>
}

/**
 * Delivers what writes left in the outboxes: after-hooks become jobs, so do computed fields that could not be worked
 * out, live subscribers are told. At least once, in
 * order per tenant and process; several processes may each run one.
 */
export async function startOutboxRelay(options: OutboxRelayOptions): Promise<OutboxRelay> {
  const { database, tenants, onError = () => undefined, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const working = new Map<string, { again: boolean; done: Promise<void> }>()
  let closed = false

  async function loadTenants(): Promise<void> {
    for (const { id, slug, schema } of await tenants()) known.set(schema, { id, slug, schema })
  }

  async function work(schema: string, state: { again: boolean }): Promise<void> {
    if (!known.has(schema)) await loadTenants()
    const tenant = known.get(schema)
    while (tenant !== undefined && state.again && !closed) {
      state.again = false
      while (!closed && (await deliverBatch(options, tenant)) === BATCH);
    }
  }

  /** One worker per tenant: a notice during its round makes it look once more. */
  function wake(schema: string): void {
    const current = working.get(schema)
    if (closed || current !== undefined) {
      if (current !== undefined) current.again = true
      return
    }
    const state = { again: true, done: Promise.resolve() }
    working.set(schema, state)
    state.done = work(schema, state)
      .catch(onError)
      .finally(() => {
        working.delete(schema)
        if (state.again && !closed) setTimeout(wake, 1_000, schema).unref()
      })
  }

  async function sweep(): Promise<void> {
    await loadTenants()
    for (const schema of await schemasWithEvents(database, [...known.keys()])) wake(schema)
  }

  const stop = await database.listen(OUTBOX_CHANNEL, wake)
  const timer = setInterval(() => void sweep().catch(onError), sweepMilliseconds)
  timer.unref()
  await sweep().catch(onError)
  return {
    close: async () => {
      closed = true
      clearInterval(timer)
      await stop()
      await Promise.all([...working.values()].map(({ done }) => done))
    },
  }
}

/** Delivers up to a batch of one tenant's events; resolves to how many there were. */
async function deliverBatch({ database, hooks, jobs }: OutboxRelayOptions, tenant: TenantRef): Promise<number> {
  const events = await claimEvents(database, tenant.schema, BATCH)
  if (events.length === 0) return 0
  try {
    const wanted = await Promise.all(events.map((event) => jobsFor(hooks, tenant, event)))
    const queued = wanted.flat()
    if (queued.length > 0) await jobs.enqueue(AFTER_HOOK_QUEUE, queued)
    const stale = staleRecordJobs(tenant, events)
    if (stale.length > 0) await jobs.enqueue(RECALCULATION_QUEUE, stale)
    await finishEvents(database, tenant.schema, events)
  } catch (error) {
    await releaseEvents(database, tenant.schema, events).catch(() => undefined)
    throw error
  }
  return events.length
}

async function jobsFor(hooks: OutboxRelayOptions['hooks'], tenant: TenantRef, event: RecordEvent) {
  const wanted = await hooks.afterHooksFor(tenant, event)
  return wanted.map((one) => afterHookJob(tenant, event, one))
}

/** Schemas whose outbox holds something undelivered: one statement for many tenants, answered from a partial index. */
async function schemasWithEvents(database: Database, schemas: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (let at = 0; at < schemas.length; at += TENANTS_PER_LOOK) {
    const looks = schemas
      .slice(at, at + TENANTS_PER_LOOK)
      .map(
        (schema) =>
          sql`select ${schema}::text as schema where exists (select 1 from ${sql.id(schema, '_outbox')} where delivered_at is null)`,
      )
    const { rows } = await sql<{ schema: string }>`${sql.join(looks, sql` union all `)}`.execute(database.control)
    found.push(...rows.map(({ schema }) => schema))
  }
  return found
}
