import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { RequestContext } from '../context/request-context.ts'
import { checkPublishable } from './check-publishable.ts'
import { type PlanGround, preparePublish } from './prepare-publish.ts'
import type { PublishInput } from './publish-input.ts'

export type CheckPublish = (
  ctx: RequestContext,
  input: { document: ModelDocument } & Pick<PublishInput, 'baseVersion' | 'consent' | 'stages'>,
) => Promise<void>

/** Throws what publishing would refuse the document for, as the rows are now. Changes nothing. */
export function makeCheckPublish(tools: PlanGround): CheckPublish {
  return async function checkPublish(ctx, { document, ...input }) {
    const db = tools.database.tenant(ctx.tenant.schema)
    checkPublishable(tools, ctx, { input, prepared: await preparePublish(tools, ctx, { db, document }) })
  }
}
