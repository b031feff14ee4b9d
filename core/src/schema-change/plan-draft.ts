import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { RequestContext } from '../context/request-context.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { type PublishTools, preparePublish } from './prepare-publish.ts'
import { readStoredDraft } from './stored-draft.ts'

export type PlanDraft = (ctx: RequestContext) => Promise<ChangePlan>

/** What publishing the draft would do to the tables and rows as they are now. Changes nothing. */
export function makePlanDraft(tools: DraftTools & Pick<PublishTools, 'smallTableRows'>): PlanDraft {
  return async function planDraft(ctx) {
    await tools.requireAdmin(ctx)
    const db = tools.database.tenant(ctx.tenant.schema)
    const { edits } = await readStoredDraft(db)
    const document = await mergeEdits(tools, ctx, edits)
    return (await preparePublish(tools, ctx, { db, document })).plan
  }
}
