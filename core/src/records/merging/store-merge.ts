import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import { actorReference } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { explainWriteError } from '../explain-write-error.ts'
import { settleClaim } from '../idempotency/settle-claim.ts'
import type { WithinWrite } from '../many/batch-writer.ts'
import type { Queryable } from '../queryable.ts'
import { versionConflict } from '../read-for-write.ts'
import { batchError } from '../settled.ts'
import { changeKept } from './change-kept.ts'
import { lockReached, lockVersions } from './lock-versions.ts'
import { copyFavourites, moveFiles, moveShares } from './move-attachments.ts'
import { moveReferences } from './move-references.ts'
import type { PreparedMerge } from './prepare-merge.ts'
import { throwAway } from './throw-away.ts'

export interface MadeMerge {
  merge: string
  record: TenonRecord
  /** How many people and teams see the record that stays from now on. */
  shares: number
}

/** How far a merge came: what went wrong with the record that stays can be put into words. */
export interface MergeStep {
  step: 'others' | 'kept'
}

/** Makes the merge in a transaction of its own. @throws TenonError */
export async function storeMerge(
  database: Database,
  prepared: PreparedMerge,
  within: WithinWrite = async () => undefined,
): Promise<MadeMerge> {
  const { into, from } = prepared.input
  const at: MergeStep = { step: 'others' }
  try {
    return await database.transaction(prepared.scope.ctx.tenant.schema, async (trx) => {
      await within(trx)
      await lockVersions(trx, prepared.scope, [into, ...from])
      return mergeIn(trx, prepared, { at, version: into.version })
    })
  } catch (cause) {
    throw await explainMerge(database, prepared, { at, cause })
  }
}

/** Within a transaction that holds the records in the versions that were seen, and may itself have rewritten references in them since. */
export async function storeMergeIn(trx: Queryable, prepared: PreparedMerge, at: MergeStep): Promise<MadeMerge> {
  const version = await lockReached(trx, prepared.scope, prepared.input.into)
  return mergeIn(trx, prepared, { at, version })
}

/** What to say of a merge that failed, once its transaction is over. */
export async function explainMerge(
  database: Database,
  { scope, input: { into }, write }: PreparedMerge,
  { at, cause }: { at: MergeStep; cause: unknown },
): Promise<unknown> {
  if (cause instanceof TenonError) return cause
  if (at.step === 'others') return isTaken(cause) ? versionConflict(scope, into) : cause
  const writes = [{ position: 0, value: { id: into.id, ...write } }]
  const known = cause === NOTHING_WRITTEN ? null : cause
  return batchError(await explainWriteError(database, scope, { writes, cause: known }), 1)
}

/** The statement for the record that stays found a reference or file without a target. */
const NOTHING_WRITTEN = new Error('A reference or file of the record that stays has no target.')

async function mergeIn(
  trx: Queryable,
  { scope, input: { into, from }, write, current }: PreparedMerge,
  { at, version }: { at: MergeStep; version: number },
): Promise<MadeMerge> {
  const { ctx, entity } = scope
  at.step = 'others'
  const merge = uuidv7()
  const gone = from.map(({ id }) => id)
  const actor = actorReference(ctx.actor)
  await trx.insertInto('_merge').values({ id: merge, entity: entity.name, kept_id: into.id, actor }).execute()
  const first = { entity, replacements: new Map(gone.map((id) => [id, into.id])) }
  const all = await moveReferences(trx, scope, { merge, first })
  for (const [wave, replaced] of all.entries()) await throwAway(trx, scope, { merge, wave, replaced })
  await moveFiles(trx, scope, { merge, write, kept: into.id, gone })
  await copyFavourites(trx, scope, { kept: into.id, gone })
  const shares = await moveShares(trx, scope, { merge, kept: into.id, gone })
  at.step = 'kept'
  const fact = { merge, from: gone, ...(shares.length > 0 && { shares }) }
  const record = await changeKept(trx, scope, { id: into.id, version, write, current, fact })
  if (record === null) throw NOTHING_WRITTEN
  await trx.updateTable('_merge').set({ kept_version: record.version }).where('id', '=', merge).execute()
  await settleClaim(trx, ctx, [{ merge, record }])
  return { merge, record, shares: shares.length }
}

/** Somebody made a record meanwhile that is the same in what must be unique. */
export function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '23505'
}
