import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import { readMoves } from './draft-steps.ts'
import type { DraftTools } from './draft-tools.ts'
import { readStoredDraft, writeStoredDraft } from './stored-draft.ts'

export type DiscardDraft = (ctx: RequestContext) => Promise<ModelDraft>

/** Throws the draft's edits away and begins again from those in force; a step that can be undone, as any. */
export function makeDiscardDraft(tools: DraftTools): DiscardDraft {
  return async function discardDraft(ctx) {
    await tools.requireAdmin(ctx)
    const packages = await tools.packages(ctx.tenant)
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const { published: edits, baseVersion, revision, carried: before } = await readStoredDraft(trx, { lock: true })
      const begun = { edits, baseVersion, conflicts: [] }
      const move = { kind: 'discard', actor: actorReference(ctx.actor), words: [], before } as const
      const saved =
        revision === 0 ? 0 : await writeStoredDraft(trx, ctx, { ...begun, revision, begun: edits, move: { ...move } })
      const document = tools.mergeModel(packages, edits, ctx.locale)
      return { ...begun, revision: saved, document, ...(await readMoves(trx, ctx)) }
    })
  }
}
