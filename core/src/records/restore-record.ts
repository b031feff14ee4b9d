import type { RecordVersionInput } from '@tenon/sdk/contract/api-contract'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { bringAlong, deletionTime, NAMES_DELETED, takenAt, takenWith, takesAlong } from './bring-along.ts'
import { changeRecords } from './change-records.ts'
import { askHooks } from './delete-record.ts'
import { explainWriteError } from './explain-write-error.ts'
import { fullScope } from './full-scope.ts'
import { withAnswerKept } from './idempotency/settle-claim.ts'
import { boundDatabase } from './many/bound-database.ts'
import { type PipelinePlace, placeOf } from './place-in-pipeline.ts'
import type { Queryable } from './queryable.ts'
import { readForWrite } from './read-for-write.ts'
import { makeOpenScope, type RecordScope } from './record-scope.ts'
import { restoration } from './restoration.ts'
import { batchError, type Positioned } from './settled.ts'
import { writeInRoom } from './stage-room.ts'
import { storedValues } from './stored-values.ts'
import { asOne, needsOwnStatement, readWritten } from './write-answers.ts'
import type { WriteDependencies } from './write-dependencies.ts'

export type RestoreRecord = (ctx: RequestContext, input: RecordVersionInput) => Promise<TenonRecord>

/**
 * Makes the function that brings a deleted record back, for those who may delete it, and with it what its deletion took
 * along. It fails where a value that must be unique is taken meanwhile, a record that it refers to is gone, or its stage is full.
 */
export function makeRestoreRecord(dependencies: Omit<WriteDependencies, 'checkStageChanges'>): RestoreRecord {
  const openScope = makeOpenScope(dependencies)
  const { database, hooks } = dependencies
  return async (ctx, { entity, id, version }) => {
    const scope = await openScope(ctx, { entity, action: 'delete' })
    const target = { id, version, action: 'delete', deleted: true } as const
    const current = await readForWrite(database, scope, target)
    await askHooks(scope, hooks, { id, hook: 'beforeRestore', current })
    const { place, values } = { place: placeOf(current), values: storedValues(scope.entity, current) }
    return bringBack(database, scope, { id, version, place, values })
  }
}

interface Returning {
  id: string
  version: number
  /** Where it was in its pipeline. */
  place: PipelinePlace | null
  values: JsonObject
}

/** Brings a record back that may come back. @throws TenonError saying what stands in the way */
export async function bringBack(
  database: Database,
  scope: RecordScope,
  { id, version, place, values }: Returning,
): Promise<TenonRecord> {
  let cause: unknown = null
  try {
    const record = await writeRestored(database, scope, { id, version, place, values })
    if (record !== undefined) return record
  } catch (error) {
    if (error instanceof TenonError) throw error
    cause = error
  }
  await readForWrite(database, scope, { id, version, action: 'delete', deleted: true })
  throw batchError(await explainRestore(database, scope, { returning: [{ id, values }], cause }), 1)
}

interface FailedRestore {
  returning: ReadonlyArray<Pick<Returning, 'id' | 'values'>>
  /** What the database threw; null where it refused to write. */
  cause: unknown
}

/** Says which of the records did not come back, and why. */
export async function explainRestore(
  database: Database,
  scope: RecordScope,
  { returning, cause }: FailedRestore,
): Promise<Positioned<TenonError>[]> {
  const ids = returning.map(({ id }) => id)
  const isStaying = cause === NAMES_DELETED
  return explainWriteError(database, fullScope(scope, scope.entity), {
    writes: returning.map(({ values }, position) => ({ position, value: { values } })),
    cause: isStaying ? null : cause,
    returning: true,
    coming: isStaying ? [] : await takenWith(database, scope, ids),
    reader: scope.access,
  })
}

/** The same with the database's own errors; undefined where nothing was written. @throws TenonError where its stage is full */
export async function writeRestored(
  database: Database,
  scope: RecordScope,
  { id, version, place, values }: Returning,
): Promise<TenonRecord | undefined> {
  const outcome = await writeInRoom(database, scope, {
    places: [place],
    write: (db) =>
      withAnswerKept(db, scope.ctx, (one) => changeWithOthers(database, scope, { db: one, id, version, values })),
  })
  const [full] = 'full' in outcome ? outcome.full : []
  if (full !== undefined) throw full.error
  return 'written' in outcome ? outcome.written[0] : undefined
}

interface ChangeOfOne extends Omit<Returning, 'place'> {
  db: Queryable
}

/** With what the deletion of the record took along, where such a record can have anything of the kind. */
async function changeWithOthers(
  database: Database,
  scope: RecordScope,
  { db, ...one }: ChangeOfOne,
): Promise<TenonRecord[]> {
  const { id } = one
  if (!takesAlong(scope.entity)) return changeRecords(db, scope, restoration(scope, [one]))
  return asOne(db, async (trx) => {
    const at = await deletionTime(trx, scope, id)
    const coming = at === null ? null : takenAt(scope, at)
    const records = await changeRecords(trx, scope, restoration(scope, [one], { coming }))
    if (records.length === 0 || at === null) return records
    const { returned, left, cleared } = await bringAlong(boundDatabase(database, trx), scope, { trx, id, at })
    if (returned + left === 0) return records
    // What is worked out of them is another value, now that they are back; so is what named one that is not.
    const isOther = cleared || (returned > 0 && needsOwnStatement(scope))
    const seen = isOther ? await readWritten(trx, scope, [id]) : records
    return seen.map((record) => ({ ...record, $along: { returned, left } }))
  })
}
