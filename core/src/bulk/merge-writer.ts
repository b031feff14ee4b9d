import { textIn } from '@tenon/sdk/contract/locale'
import type { MergeTake } from '@tenon/sdk/contract/merge-values'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { BatchWriter } from '../records/many/batch-writer.ts'
import type { RecordOutcome } from '../records/many/record-outcome.ts'
import type { MergeMany } from '../records/merging/merge-many.ts'
import { isMergedAlready, type KnownGroup, readGroups } from './merge-groups.ts'

interface MergingRun {
  run: string
  entity: string
  take: MergeTake
}

/** Makes what merges the groups of a run, each known by the record that stays. */
export function makeMergeWriter(
  { database, mergeMany }: { database: Database; mergeMany: MergeMany },
  { run, entity, take }: MergingRun,
): BatchWriter {
  const merges = mergeMany({ entity, take })
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)

  return {
    async each(ctx, ids, within) {
      const outcomes: RecordOutcome[] = []
      for (const group of await readGroups(dbOf(ctx), run, ids)) {
        // A record that was merged a moment ago is not as the group has it.
        const isTwice = group.shared && (await isMergedAlready(dbOf(ctx), ctx, { run, entity, group }))
        outcomes.push(...(isTwice ? [refusedTwice(ctx, group)] : await merges.each(ctx, [group], within)))
      }
      return outcomes
    },

    async all(ctx, ids, settle) {
      const groups = await readGroups(dbOf(ctx), run, ids)
      const shared = groups.filter((group) => group.shared)
      if (shared.length > 0) return shared.map((group) => refusedTwice(ctx, group))
      return merges.all(ctx, groups, settle)
    },
  }
}

function refusedTwice({ locale }: RequestContext, { into }: KnownGroup): RecordOutcome {
  const message = textIn(TWICE, locale)
  return { id: into.id, state: 'refused', error: new TenonError({ code: 'CONFLICT', message }) }
}

const TWICE = {
  en: 'One of its records is in another group of this run as well: look at what that one became, and merge the rest on its own.',
  'zh-CN': '其中一条记录同时属于本次操作的另一组：请查看该组的结果，再单独合并其余记录。',
}
