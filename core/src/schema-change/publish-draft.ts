import { isDeepStrictEqual } from 'node:util'
import type { PublishDraftInput } from '@tenon/sdk/contract/api-contract'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { type DraftTools, mergeForPublishing } from './draft-tools.ts'
import { refuseOpen } from './open-conflicts.ts'
import { spoken } from './spoken.ts'
import type { StartPublish } from './start-publish.ts'
import { draftConflict, readStoredDraft, writeStoredDraft } from './stored-draft.ts'

export type PublishDraft = (ctx: RequestContext, input: PublishDraftInput) => Promise<PublishOutcome>

/**
 * Publishes the draft that was looked at.
 * Errors: those of `startPublish`, VERSION_CONFLICT where the draft is not at `revision` any more, CONFLICT where it
 * changes nothing, or has conflicts that nobody has chosen for.
 */
export function makePublishDraft(tools: DraftTools & { startPublish: StartPublish }): PublishDraft {
  return async function publishDraft(ctx, { revision, consent = false, stages, note }) {
    await tools.requireAdmin(ctx)
    const draft = await readStoredDraft(tools.database.tenant(ctx.tenant.schema))
    if (draft.revision !== revision) throw draftConflict(ctx)
    if (isDeepStrictEqual(draft.edits, draft.published)) throw nothingToPublish(ctx)
    refuseOpen(ctx, draft.conflicts)
    const { edits, baseVersion, published } = draft
    const { document, packages, checkPackages } = await mergeForPublishing(tools, ctx, edits)
    return tools.startPublish(ctx, {
      document,
      edits,
      baseVersion,
      consent,
      packages,
      draftRevision: revision,
      ...(stages !== undefined && { stages }),
      ...(note !== undefined && { note }),
      withinTransaction: async (trx, version) => {
        await checkPackages(trx)
        await writeStoredDraft(trx, ctx, { edits, baseVersion: version, revision, conflicts: [], begun: published })
      },
    })
  }
}

export function nothingToPublish(ctx: RequestContext): TenonError {
  return new TenonError({
    code: 'CONFLICT',
    message: spoken(ctx, {
      en: 'The draft is the same as the model in force: there is nothing to publish.',
      'zh-CN': '草稿与当前生效的模型相同：没有可发布的内容。',
    }),
  })
}
