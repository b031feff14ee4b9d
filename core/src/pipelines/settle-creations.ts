import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RecallActor } from '../identity/make-recall-actor.ts'
import { storedMessage, toTaskError } from '../tasks/task-error.ts'
import {
  type CreateOnEntry,
  type CreateOnEntryDependencies,
  makeCreateOnEntry,
  type NotedCreation,
  type RecallMover,
} from './create-on-entry.ts'

const BATCH = 20
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

type Dependencies = Omit<CreateOnEntryDependencies, 'recallMover'> & {
  recallActor: RecallActor
  onError: (error: unknown) => void
}

interface Settling {
  signal: AbortSignal
  /** Asked before each batch. */
  isClosed: () => boolean
}

/** Creates what is due of a tenant, in order; resolves to how many notes there were, and to why some created nothing. */
export type SettleCreations = (tenant: TenantRef, settling: Settling) => Promise<{ count: number; failures: unknown[] }>

/** Makes the function that creates what entering stages creates, from the notes of it; a failure is written to its note. */
export function makeSettleCreations(dependencies: Dependencies): SettleCreations {
  const { database, recallActor, onError } = dependencies
  const createOnEntry = makeCreateOnEntry({ ...dependencies, recallMover: makeRecallMover(recallActor) })
  return async (tenant, { signal, isClosed }) => {
    const settled = { count: 0, failures: [] as unknown[] }
    while (!isClosed()) {
      const batch = await claimCreations(database, tenant.schema)
      for (const noted of batch) {
        await createOne(createOnEntry, tenant, { noted, signal }).catch(async (error: unknown) => {
          settled.failures.push(error)
          if (!(error instanceof TenonError)) onError(error)
          await noteFailure(database, tenant.schema, { noted, error })
        })
      }
      settled.count += batch.length
      if (batch.length < BATCH) break
    }
    return settled
  }
}

/** People and keys are who they are now; for plugins and end customers the system acts. */
function makeRecallMover(recallActor: RecallActor): RecallMover {
  return async ({ id: tenantId }, actor) => {
    const [kind = '', ...rest] = actor.split(':')
    if (kind !== 'user' && kind !== 'apiKey') return null
    return (await recallActor(tenantId, { kind, id: rest.join(':') }))?.actor ?? null
  }
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

const CUT_SHORT = { en: 'The server ended each time before this was done.', 'zh-CN': '服务器每次都在完成之前终止。' }

interface Run {
  noted: ClaimedCreation
  signal: AbortSignal
}

async function createOne(createOnEntry: CreateOnEntry, tenant: TenantRef, { noted, signal }: Run): Promise<void> {
  // It was never told how it ended: whatever runs it seems to end the process.
  if (noted.attempts > PAUSES_SECONDS.length + 1)
    throw new TenonError({ code: 'INTERNAL', message: CUT_SHORT.en, texts: CUT_SHORT })
  await createOnEntry(tenant, noted, signal)
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

/** As it is kept: in both languages what Tenon says by itself, otherwise with all that is wrong. */
function wordsOf(error: unknown): string {
  if (!(error instanceof TenonError) || error.texts !== undefined) return storedMessage(toTaskError(error).message)
  const problems = error.problems.map(({ pointer, message }) => `${pointer}: ${message}`)
  return [error.message, ...problems.filter((problem) => !error.message.includes(problem))].join('\n').slice(0, 2_000)
}
