import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { readDraftRevision } from './draft-revisions.ts'
import { type DraftTools, mergeEdits } from './draft-tools.ts'
import { followDraft } from './follow-draft.ts'
import { addConflicts, applyChoices, type ChosenEdits, stillOpen } from './open-conflicts.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { setClashesAside } from './set-clashes-aside.ts'
import { draftConflict, readStoredDraft, type StoredDraft } from './stored-draft.ts'
import { writeStep } from './write-step.ts'

export type SaveDraft = (ctx: RequestContext, input: SaveDraftInput) => Promise<ModelDraft>

const ATTEMPTS = 5

/**
 * Keeps the edits as the tenant's draft, if the model that they give is a whole one: a draft can always be planned.
 * What others have saved since `revision` stays; what they changed too is a conflict of the draft, with both values, as
 * is what makes no sound model with it.
 * Errors: SCHEMA_INVALID with a pointer per problem, VERSION_CONFLICT where `revision` is too long ago.
 */
export function makeSaveDraft(tools: DraftTools): SaveDraft {
  async function save(ctx: RequestContext, input: SaveDraftInput): Promise<ModelDraft> {
    // The plugins first: inside the transaction there may be no other connection to read them by.
    const packages = await tools.packages(ctx.tenant)
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const stored = await readStoredDraft(trx, { lock: true })
      const check = (tried: TenantEdits) => tools.mergeModel(packages, tried, ctx.locale)
      const merged = await mergeWithStored(trx, ctx, { stored, input, check })
      const { edits, conflicts } = applyChoices(ctx, merged, input.choices ?? {})
      return writeStep(trx, ctx, { tools, packages, stored, edits, conflicts, kind: 'edit' })
    })
  }

  return async function saveDraft(ctx, given) {
    await tools.requireAdmin(ctx)
    const input = { ...given, edits: await followDraft(tools, ctx, given.edits) }
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
  /** Throws SCHEMA_INVALID. */
  check: (edits: TenantEdits) => unknown
}

async function mergeWithStored(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { stored, input, check }: Merge,
): Promise<ChosenEdits> {
  const { edits: mine, revision, baseVersion = stored.baseVersion } = input
  if (input.base === undefined && revision === stored.revision && baseVersion === stored.baseVersion) {
    return { edits: mine, conflicts: stillOpen(stored.conflicts, mine) }
  }
  const known = revision > stored.revision ? null : await readDraftRevision(trx, revision)
  const base = input.base ?? known
  if (base === null) throw draftConflict(ctx)
  const merged = rebaseEdits({ base, theirs: stored.edits, mine })
  const rebased = setClashesAside({ theirs: stored.edits, merged, check })
  return { edits: rebased.edits, conflicts: addConflicts(stored.conflicts, rebased.conflicts, rebased.edits) }
}
