import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { RequestContext } from '../context/request-context.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { writeStoredDraft } from './stored-draft.ts'
import { readCurrentVersion } from './stored-version.ts'

export type SaveDraft = (ctx: RequestContext, input: SaveDraftInput) => Promise<ModelDraft>

/**
 * Keeps the edits as the tenant's draft, if the model that they give is a whole one: a draft can always be planned.
 * Errors: SCHEMA_INVALID with a pointer per problem, VERSION_CONFLICT where somebody else saved since `revision`.
 */
export function makeSaveDraft(tools: DraftTools): SaveDraft {
  return async function saveDraft(ctx, { edits, revision }) {
    await tools.requireAdmin(ctx)
    const document = await mergeEdits(tools, ctx, edits)
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const baseVersion = (await readCurrentVersion(trx))?.version ?? 0
      const saved = await writeStoredDraft(trx, ctx, { edits, baseVersion, revision })
      return { edits, baseVersion, revision: saved, document }
    })
  }
}
