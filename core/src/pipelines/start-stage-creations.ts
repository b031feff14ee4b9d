import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import { listenAndSweep } from '../jobs/listen-and-sweep.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import type { CreateOnEntry, NotedCreation } from './create-on-entry.ts'
import { CREATION_CHANNEL } from './note-stage-entries.ts'

const BATCH = 20
const SWEEP_MILLISECONDS = 30_000
/** A run that lasts longer belongs to a process that died. */
const LEASE_SECONDS = 120
/** Pauses after failures that may pass; after the last of them it has failed for good. */
const PAUSES_SECONDS = [5, 30, 300, 1_800]
/** Failures of the moment. */
const PASSING: ReadonlySet<TenonErrorCode> = new Set([
  'UNAVAILABLE',
  'RATE_LIMITED',
  'PLUGIN_WORKER_RESTARTED',
  'PLUGIN_CIRCUIT_OPEN',
  'PLUGIN_TIMEOUT',
  'PLUGIN_CPU_LIMIT',
])

export interface StageCreationsOptions {
  database: Database
  createOnEntry: CreateOnEntry
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
  sweepMilliseconds?: number
}

/**
 * Creates what entering stages creates, from the notes of it, a tenant's in their order. A note that a process left
 * behind is taken up by another one; it is settled by the statement that creates the record, so that there is one record
 * however often it is tried.
 */
export async function startStageCreations(options: StageCreationsOptions): Promise<{ close(): Promise<void> }> {
  const { database, tenants, onError, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const stopping = new AbortController()
  const findCreations = watchSchemas(database, {
    tables: ['_stage_creation'],
    condition: hasCreations,
    until: nextCreation,
  })

  async function loadTenants(): Promise<void> {
    const all = await tenants()
    known.clear()
    for (const { id, slug, schema } of all) known.set(schema, { id, slug, schema })
  }

  const working = workPerTenant(
    async (schema, isClosed) => {
      if (!known.has(schema)) await loadTenants()
      const tenant = known.get(schema)
      while (tenant !== undefined && !isClosed()) {
        const batch = await claimCreations(database, schema)
        for (const noted of batch) await createOne(options, tenant, { noted, signal: stopping.signal })
        if (batch.length < BATCH) return
      }
    },
    { onError },
  )
  const findWork = async () => {
    await loadTenants()
    return findCreations([...known.keys()])
  }
  const channel = CREATION_CHANNEL
  const listening = await listenAndSweep({ database, onError }, working, { channel, sweepMilliseconds, findWork })
  return {
    close: async () => {
      await listening.close()
      stopping.abort()
    },
  }
}

function hasCreations(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_stage_creation')} where status = 'waiting' and run_at <= now())`
}

function nextCreation(schema: string) {
  return sql`(select min(run_at) from ${sql.id(schema, '_stage_creation')} where status = 'waiting')`
}

type ClaimedCreation = NotedCreation & { attempts: number }

async function claimCreations(database: Database, schema: string): Promise<ClaimedCreation[]> {
  const table = sql.id(schema, '_stage_creation')
  const { rows } = await sql<ClaimedCreation>`
    with claimed as (
      update ${table} c set attempts = c.attempts + 1,
        locked_until = now() + make_interval(secs => ${LEASE_SECONDS}::int)
      where (c.history_id, c.name) in (
        select history_id, name from ${table} where status = 'waiting' and run_at <= now()
          and (locked_until is null or locked_until < now())
        order by at, history_id, name limit ${BATCH} for update skip locked
      ) returning c.*
    )
    select history_id, name, entity, record_id, pipeline, stage, actor, depth, event_id, attempts
    from claimed order by at, history_id, name`.execute(database.tenant(schema))
  return rows
}

const CUT_SHORT = 'The server ended each time before this was done.'

interface Run {
  noted: ClaimedCreation
  signal: AbortSignal
}

async function createOne(options: StageCreationsOptions, tenant: TenantRef, { noted, signal }: Run): Promise<void> {
  try {
    // It was never told how it ended: whatever runs it seems to end the process.
    if (noted.attempts > PAUSES_SECONDS.length + 1) throw new TenonError({ code: 'INTERNAL', message: CUT_SHORT })
    await options.createOnEntry(tenant, noted, signal)
  } catch (error) {
    if (!(error instanceof TenonError)) options.onError(error)
    await noteFailure(options.database, tenant.schema, { noted, error })
  }
}

/** Of one that was created by another process meanwhile nothing has failed. */
async function noteFailure(
  database: Database,
  schema: string,
  { noted, error }: { noted: ClaimedCreation; error: unknown },
): Promise<void> {
  const { history_id, name, attempts } = noted
  const passes = !(error instanceof TenonError) || PASSING.has(error.code)
  const pause = passes ? PAUSES_SECONDS[attempts - 1] : undefined
  await database
    .tenant(schema)
    .updateTable('_stage_creation')
    .set({
      error: wordsOf(error),
      locked_until: null,
      ...(pause === undefined
        ? { status: 'failed' as const, finished_at: sql<Date>`now()` }
        : { run_at: sql<Date>`now() + make_interval(secs => ${pause}::int)` }),
    })
    .where('history_id', '=', history_id)
    .where('name', '=', name)
    .where('status', '=', 'waiting')
    .execute()
}

function wordsOf(error: unknown): string {
  if (!(error instanceof TenonError)) return 'A fault of the server.'
  const problems = error.problems.map(({ pointer, message }) => `${pointer}: ${message}`)
  return [error.message, ...problems.filter((problem) => !error.message.includes(problem))].join('\n').slice(0, 2_000)
}
