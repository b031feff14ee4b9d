import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { RequestContext } from '../context/request-context.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { readStoredDraft, writeStoredDraft } from './stored-draft.ts'

export type DiscardDraft = (ctx: RequestContext) => Promise<ModelDraft>

/** Throws the draft's edits away and begins again from those in force. */
export function makeDiscardDraft(tools: DraftTools): DiscardDraft {
  return async function discardDraft(ctx) {
    await tools.requireAdmin(ctx)
    const draft = await tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const { published: edits, baseVersion, revision } = await readStoredDraft(trx, { lock: true })
      const begun = { edits, baseVersion, conflicts: [] }
      if (revision === 0) return { ...begun, revision }
      return { ...begun, revision: await writeStoredDraft(trx, ctx, { ...begun, revision, begun: edits }) }
    })
    return { ...draft, document: await mergeEdits(tools, ctx, draft.edits) }
  }
}
