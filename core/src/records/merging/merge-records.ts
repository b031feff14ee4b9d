import type { MergedRecords, MergeRecordsInput } from '@tenon/sdk/contract/record-merge'
import type { RequestContext } from '../../context/request-context.ts'
import { type MergeDependencies, makePrepareMerge } from './prepare-merge.ts'
import { storeMerge } from './store-merge.ts'

export type MergeRecords = (ctx: RequestContext, input: MergeRecordsInput) => Promise<MergedRecords>

/**
 * Makes the function that makes one record of several. The one that stays is written like by an update, with rights, rules
 * and hooks; those that go ask the hooks of a delete. What leads to them follows from that, as when a record is deleted.
 */
export function makeMergeRecords(dependencies: MergeDependencies): MergeRecords {
  const prepareMerge = makePrepareMerge(dependencies)
  const { database, access } = dependencies
  return async (ctx, input) => {
    const { merge, record, shares } = await storeMerge(database, await prepareMerge(ctx, input))
    if (shares > 0) access.forget(ctx.tenant.schema)
    return { merge, record }
  }
}
