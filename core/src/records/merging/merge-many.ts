import type { MergeGroup } from '@tenon/sdk/contract/bulk-api'
import type { MergeTake } from '@tenon/sdk/contract/merge-values'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { BatchWriter, Settle, WithinWrite } from '../many/batch-writer.ts'
import type { RecordOutcome } from '../many/record-outcome.ts'
import { makeOpenScope } from '../record-scope.ts'
import { lockVersions } from './lock-versions.ts'
import { type MergeDependencies, makePrepareMerge, type PreparedMerge } from './prepare-merge.ts'
import { reachedVersions } from './reached-versions.ts'
import { explainMerge, type MadeMerge, type MergeStep, storeMerge, storeMergeIn } from './store-merge.ts'
import { makeTakeValues } from './take-values.ts'

/** Merges of groups of one entity; what became of a group is told of the record that stays. */
interface GroupMerges {
  /** Each group for itself. */
  each(ctx: RequestContext, groups: readonly MergeGroup[], within?: WithinWrite): Promise<RecordOutcome[]>
  /** All or none; see `BatchWriter.all`. No two may name the same record. */
  all(ctx: RequestContext, groups: readonly MergeGroup[], settle: Settle): ReturnType<BatchWriter['all']>
}

export type MergeMany = (merges: { entity: string; take: MergeTake }) => GroupMerges

/** Makes the function that makes one record of each of many groups, each judged and written as `mergeRecords` would. */
export function makeMergeMany(dependencies: MergeDependencies): MergeMany {
  const openScope = makeOpenScope(dependencies)
  const prepareMerge = makePrepareMerge(dependencies)
  const takeValues = makeTakeValues(dependencies)
  const { database, access } = dependencies

  return ({ entity, take }) => {
    /** In the versions that they were seen in, or that this request has given them since by moving a reference in them. */
    async function prepare(ctx: RequestContext, { into, from, values = {} }: MergeGroup): Promise<PreparedMerge> {
      const scope = await openScope(ctx, { entity, action: 'update' })
      const db = database.tenant(ctx.tenant.schema)
      const [kept = into, ...gone] = await reachedVersions(db, scope, [into, ...from])
      const taken = await takeValues(scope, { kept: into.id, ids: [into, ...from].map(({ id }) => id), take })
      return prepareMerge(ctx, { entity, into: kept, from: gone, values: { ...taken, ...values } })
    }

    async function mergeOne(ctx: RequestContext, group: MergeGroup, within?: WithinWrite): Promise<RecordOutcome> {
      const { id } = group.into
      try {
        const { record, shares } = await storeMerge(database, await prepare(ctx, group), within)
        if (shares > 0) access.forget(ctx.tenant.schema)
        return { id, state: 'done', version: record.version }
      } catch (error) {
        if (!(error instanceof TenonError)) throw error
        return { id, state: 'refused', error }
      }
    }

    return {
      async each(ctx, groups, within) {
        const outcomes: RecordOutcome[] = []
        for (const group of groups) {
          ctx.signal.throwIfAborted()
          outcomes.push(await mergeOne(ctx, group, within))
        }
        return outcomes
      },

      async all(ctx, groups, settle) {
        const prepared: PreparedMerge[] = []
        const refused: RecordOutcome[] = []
        for (const group of groups) {
          ctx.signal.throwIfAborted()
          await prepare(ctx, group).then(
            (one) => void prepared.push(one),
            (error: unknown) => {
              if (!(error instanceof TenonError)) throw error
              refused.push({ id: group.into.id, state: 'refused', error })
            },
          )
        }
        if (refused.length > 0) return refused
        return storeAll(dependencies, prepared, { ctx, settle })
      },
    }
  }
}

async function storeAll(
  { database, access }: MergeDependencies,
  prepared: readonly PreparedMerge[],
  { ctx, settle }: { ctx: RequestContext; settle: Settle },
): Promise<RecordOutcome[]> {
  const at: MergeStep = { step: 'others' }
  let merging: PreparedMerge | null = null
  try {
    const stored = await database.transaction(ctx.tenant.schema, async (trx) => {
      const [first] = prepared
      if (first === undefined) return []
      await lockVersions(
        trx,
        first.scope,
        prepared.flatMap(({ input: { into, from } }) => [into, ...from]),
      )
      const made: MadeMerge[] = []
      for (merging of prepared) made.push(await storeMergeIn(trx, merging, at))
      merging = null
      const outcomes = made.map(({ record: { id, version } }): RecordOutcome => ({ id, state: 'done', version }))
      await settle(trx, outcomes)
      return outcomes
    })
    access.forget(ctx.tenant.schema)
    return stored
  } catch (cause) {
    if (merging === null) throw cause
    const failed: PreparedMerge = merging
    const error = await explainMerge(database, failed, { at, cause })
    if (!(error instanceof TenonError)) throw error
    return [{ id: failed.input.into.id, state: 'refused', error }]
  }
}
