import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { RequestContext } from '../context/request-context.ts'
import { type PlanGround, preparePublish } from './prepare-publish.ts'
import { findWhatIf } from './what-if/find-what-if.ts'

export type PlanModel = (ctx: RequestContext, document: ModelDocument) => Promise<ChangePlan>

/** What publishing a checked document would do to the tables and rows as they are now. Changes nothing. */
export function makePlanModel(tools: PlanGround): PlanModel {
  return async function planModel(ctx, document) {
    const db = tools.database.tenant(ctx.tenant.schema)
    const { plan, before, changes } = await preparePublish(tools, ctx, { db, document })
    return before === null ? plan : { ...plan, whatIf: await findWhatIf(db, ctx, { before, changes }) }
  }
}
