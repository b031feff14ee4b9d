import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { isConnectionLost } from '../../db/is-connection-lost.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { Queryable } from '../queryable.ts'
import { versionConflict } from '../read-for-write.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import type { RecordOutcome } from './record-outcome.ts'

/** How often records are read and judged again that somebody else has changed in the same moment. */
const TRIES = 3

/** A record that has passed all checks. */
export interface ReadyRecord {
  id: string
  /** The version that was judged. */
  version: number
}

/** One batch up to the store's door. */
export interface PreparedBatch<Ready extends ReadyRecord> {
  scope: RecordScope
  ready: Ready[]
  /** Of those that are not to be written. */
  settled: RecordOutcome[]
}

/** What is the same for one record and for many, of one kind of change. */
export interface ChangeSteps<Ready extends ReadyRecord> {
  /** Rights, validation, hooks of all at once; nothing is written. */
  prepare(ctx: RequestContext, ids: readonly string[]): Promise<PreparedBatch<Ready>>
  /** Writes many; those that are not in the answer (id → new version) were not written. */
  writeMany(
    trx: Kysely<TenantTables>,
    scope: RecordScope,
    ready: readonly Ready[],
  ): Promise<ReadonlyMap<string, number>>
  /** Writes one, in whichever way says best what is wrong with it. @throws TenonError */
  writeOne(scope: RecordScope, ready: Ready): Promise<number>
  /** Who is at fault, after `writeMany` threw; all, where it cannot be told. */
  explain(scope: RecordScope, ready: readonly Ready[], cause: unknown): Promise<RecordOutcome[]>
}

export interface BatchWriter {
  /** Each record for itself; in no particular order. `within` may end it all by throwing. */
  each(ctx: RequestContext, ids: readonly string[], within?: WithinWrite): Promise<RecordOutcome[]>
  /**
   * All or none: where one is refused, nothing is written. `settle` is run in the transaction of the change, before its
   * end; what it throws is thrown, and takes everything back.
   */
  all(ctx: RequestContext, ids: readonly string[], settle: Settle): Promise<RecordOutcome[]>
}

/** Runs in each transaction before anything is written; what it throws is thrown, and takes everything back. */
export type WithinWrite = (trx: Kysely<TenantTables>) => Promise<void>

export type Settle = (trx: Kysely<TenantTables>, outcomes: readonly RecordOutcome[]) => Promise<void>

/** Makes the two ways of changing many records out of the steps of one kind of change. */
export function makeBatchWriter<Ready extends ReadyRecord>(database: Database, steps: ChangeSteps<Ready>): BatchWriter {
  return {
    async each(ctx, ids, within = async () => undefined) {
      const outcomes: RecordOutcome[] = []
      let left = ids
      for (let attempt = 1; left.length > 0; attempt++) {
        const { scope, ready, settled } = await steps.prepare(ctx, left)
        const written = await writeEach(database, steps, { scope, ready, within })
        const isLast = attempt === TRIES
        outcomes.push(...settled, ...written.filter((outcome) => isLast || !isLostRace(outcome)))
        left = isLast ? [] : written.filter(isLostRace).map(({ id }) => id)
      }
      return outcomes
    },

    async all(ctx, ids, settle) {
      for (let attempt = 1; ; attempt++) {
        const { scope, ready, settled } = await steps.prepare(ctx, ids)
        if (settled.some(({ state }) => state === 'refused')) return settled
        const outcomes = await writeAll(database, steps, { scope, ready, settled, settle })
        if (attempt === TRIES || !outcomes.some(isLostRace)) return outcomes
      }
    },
  }
}

interface Batch<Ready extends ReadyRecord> {
  scope: RecordScope
  ready: readonly Ready[]
}

/** All in one go where that works; else one by one, so that each hears what is wrong with it. */
async function writeEach<Ready extends ReadyRecord>(
  database: Database,
  steps: ChangeSteps<Ready>,
  { scope, ready, within }: Batch<Ready> & { within: WithinWrite },
): Promise<RecordOutcome[]> {
  if (ready.length === 0) return []
  const { tenant } = scope.ctx
  const written =
    ready.length === 1
      ? new Map<string, number>()
      : await database
          .transaction(tenant.schema, async (trx) => {
            await within(trx).catch(endedBy)
            const current = await lockInOrder(trx, scope, ready)
            return steps.writeMany(trx, scope, current)
          })
          .catch((error: unknown) => {
            if (error instanceof Ended) throw error.cause
            // It may be written, or not.
            if (isConnectionLost(error)) throw error
            // Nothing was written then.
            return new Map<string, number>()
          })
  const outcomes: RecordOutcome[] = []
  for (const one of ready) {
    const version = written.get(one.id)
    if (version === undefined) await database.transaction(tenant.schema, within)
    outcomes.push(version === undefined ? await writeAlone(steps, scope, one) : { id: one.id, state: 'done', version })
  }
  return outcomes
}

/** Everything is to end. */
class Ended extends Error {}

function endedBy(cause: unknown): never {
  throw new Ended('The work was ended from without', { cause })
}

async function writeAlone<Ready extends ReadyRecord>(
  steps: ChangeSteps<Ready>,
  scope: RecordScope,
  one: Ready,
): Promise<RecordOutcome> {
  scope.ctx.signal.throwIfAborted()
  const { id } = one
  try {
    return { id, state: 'done', version: await steps.writeOne(scope, one) }
  } catch (error) {
    if (!(error instanceof TenonError)) throw error
    return { id, state: 'refused', error }
  }
}

/** Rolls a transaction back because of some of its records. */
class Incomplete<Ready> extends Error {
  readonly missing: readonly Ready[]

  constructor(message: string, missing: readonly Ready[]) {
    super(message)
    this.missing = missing
  }
}

class LostRace<Ready> extends Incomplete<Ready> {}

/** Says of which of many records an error is. */
class RefusedRecord extends Error {
  readonly id: string
  readonly error: TenonError

  constructor(id: string, error: TenonError) {
    super(error.message, { cause: error })
    this.id = id
    this.error = error
  }
}

/** Does something with one of many, so that a TenonError says with which. */
export async function namingRecord<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof TenonError ? new RefusedRecord(id, error) : error
  }
}

/** What `settle` has thrown is no fault of the records. */
class NotSettled extends Error {}

interface WholeBatch<Ready extends ReadyRecord> extends Batch<Ready> {
  settled: RecordOutcome[]
  settle: Settle
}

async function writeAll<Ready extends ReadyRecord>(
  database: Database,
  steps: ChangeSteps<Ready>,
  { scope, ready, settled, settle }: WholeBatch<Ready>,
): Promise<RecordOutcome[]> {
  try {
    return await database.transaction(scope.ctx.tenant.schema, async (trx) => {
      const current = new Set(await lockInOrder(trx, scope, ready))
      if (current.size < ready.length)
        throw new LostRace(
          'Changed by somebody else',
          ready.filter((one) => !current.has(one)),
        )
      const written = await steps.writeMany(trx, scope, ready)
      const missing = ready.filter(({ id }) => !written.has(id))
      if (missing.length > 0) throw new Incomplete('Not written', missing)
      const done = ready.map(({ id }): RecordOutcome => ({ id, state: 'done', version: written.get(id) ?? 0 }))
      const outcomes = [...settled, ...done]
      await settle(trx, outcomes).catch((cause: unknown) => {
        throw new NotSettled('The end could not be written down', { cause })
      })
      return outcomes
    })
  } catch (error) {
    if (error instanceof NotSettled) throw error.cause
    if (error instanceof RefusedRecord) return [{ id: error.id, state: 'refused', error: error.error }]
    if (error instanceof LostRace) return refusedAll(scope, error.missing)
    if (error instanceof Incomplete) return steps.explain(scope, error.missing, null)
    return steps.explain(scope, ready, error)
  }
}

function refusedAll(scope: RecordScope, lost: readonly ReadyRecord[]): RecordOutcome[] {
  return lost.map((one) => ({ id: one.id, state: 'refused', error: versionConflict(scope, one) }))
}

/**
 * Locks the rows in one order, so that two runs over the same records never wait for each other; gives those that are
 * still what was judged.
 */
async function lockInOrder<Ready extends ReadyRecord>(
  db: Queryable,
  scope: RecordScope,
  ready: readonly Ready[],
): Promise<Ready[]> {
  const ids = JSON.stringify(ready.map(({ id }) => id))
  const { rows } = await sql<{ id: string; version: number }>`
    select r.id, r.version from ${tableOf(scope.ctx, scope.entity)} r
    where r.id = any(array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
    order by r.id for update`.execute(db)
  const versions = new Map(rows.map(({ id, version }) => [id, version]))
  return ready.filter(({ id, version }) => versions.get(id) === version)
}

function isLostRace(outcome: RecordOutcome): boolean {
  return outcome.state === 'refused' && outcome.error.code === 'VERSION_CONFLICT'
}
