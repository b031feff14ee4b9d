import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { RequestContext } from '../context/request-context.ts'
import { checkPublishable } from './check-publishable.ts'
import { type PublishTools, preparePublish } from './prepare-publish.ts'

export type CheckPublish = (
  ctx: RequestContext,
  input: { document: ModelDocument; baseVersion: number; consent: boolean },
) => Promise<void>

/** Throws what publishing would refuse the document for, as the rows are now. Changes nothing. */
export function makeCheckPublish(tools: PublishTools): CheckPublish {
  return async function checkPublish(ctx, { document, ...input }) {
    const db = tools.database.tenant(ctx.tenant.schema)
    checkPublishable(ctx, input, await preparePublish(tools, ctx, { db, document }))
  }
}
