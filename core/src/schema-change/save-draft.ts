import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { refuseFormerNames } from './check-former-names.ts'
import { readDraftRevision } from './draft-revisions.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { addConflicts, applyChoices, type ChosenEdits, stillOpen } from './open-conflicts.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { draftConflict, readStoredDraft, type StoredDraft, writeStoredDraft } from './stored-draft.ts'

export type SaveDraft = (ctx: RequestContext, input: SaveDraftInput) => Promise<ModelDraft>

const ATTEMPTS = 5

/**
 * Keeps the edits as the tenant's draft, if the model that they give is a whole one: a draft can always be planned.
 * What others have saved since `revision` stays; what they changed too is a conflict of the draft, with both values.
 * Errors: SCHEMA_INVALID with a pointer per problem, VERSION_CONFLICT where `revision` is too long ago.
 */
export function makeSaveDraft(tools: DraftTools): SaveDraft {
  async function save(ctx: RequestContext, input: SaveDraftInput): Promise<ModelDraft> {
    // The plugins first: inside the transaction there may be no other connection to read them by.
    const packages = await tools.packages(ctx.tenant)
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const stored = await readStoredDraft(trx, { lock: true })
      const merged = await mergeWithStored(trx, ctx, { stored, input })
      const { edits, conflicts } = applyChoices(ctx, merged, input.choices ?? {})
      const document = tools.mergeModel(packages, edits, ctx.locale)
      await refuseFormerNames(trx, ctx, document)
      const { baseVersion, revision, published } = stored
      const saved = await writeStoredDraft(trx, ctx, { edits, baseVersion, revision, conflicts, begun: published })
      return { edits, baseVersion, revision: saved, document, conflicts }
    })
  }

  return async function saveDraft(ctx, input) {
    await tools.requireAdmin(ctx)
    await mergeEdits(tools, ctx, input.edits)
    for (let attempt = 1; ; attempt++) {
      try {
        return await save(ctx, input)
      } catch (error) {
        // Two begin a draft at the same moment: the second one merges with what the first has saved.
        const again = error instanceof TenonError && error.code === 'VERSION_CONFLICT' && attempt < ATTEMPTS
        if (!again) throw error
      }
    }
  }
}

interface Merge {
  stored: StoredDraft
  input: SaveDraftInput
}

async function mergeWithStored(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { stored, input }: Merge,
): Promise<ChosenEdits> {
  const { edits: mine, revision, baseVersion = stored.baseVersion } = input
  if (revision === stored.revision && baseVersion === stored.baseVersion) {
    return { edits: mine, conflicts: stillOpen(stored.conflicts, mine) }
  }
  const base = await readDraftRevision(trx, revision)
  if (base === null || revision > stored.revision) throw draftConflict(ctx)
  const rebased = rebaseEdits({ base, theirs: stored.edits, mine })
  return { edits: rebased.edits, conflicts: addConflicts(stored.conflicts, rebased.conflicts, rebased.edits) }
}
