import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { RequestContext } from '../context/request-context.ts'
import { readMoves } from './draft-steps.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { readStoredDraft } from './stored-draft.ts'

export type ReadDraft = (ctx: RequestContext) => Promise<ModelDraft>

/** The tenant's draft, with the model that it gives. */
export function makeReadDraft(tools: DraftTools): ReadDraft {
  return async function readDraft(ctx) {
    await tools.requireAdmin(ctx)
    const db = tools.database.tenant(ctx.tenant.schema)
    const { published: _published, carried: _carried, ...draft } = await readStoredDraft(db)
    return { ...draft, document: await mergeEdits(tools, ctx, draft.edits), ...(await readMoves(db, ctx)) }
  }
}
