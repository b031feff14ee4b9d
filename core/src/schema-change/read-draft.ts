import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { RequestContext } from '../context/request-context.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { readStoredDraft } from './stored-draft.ts'

export type ReadDraft = (ctx: RequestContext) => Promise<ModelDraft>

/** The tenant's draft, with the model that it gives. */
export function makeReadDraft(tools: DraftTools): ReadDraft {
  return async function readDraft(ctx) {
    await tools.requireAdmin(ctx)
    const { published: _published, ...draft } = await readStoredDraft(tools.database.tenant(ctx.tenant.schema))
    return { ...draft, document: await mergeEdits(tools, ctx, draft.edits) }
  }
}
