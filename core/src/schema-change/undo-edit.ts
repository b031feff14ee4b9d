import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { readStepEdits } from './draft-revisions.ts'
import { findMoves } from './draft-steps.ts'
import type { DraftTools } from './draft-tools.ts'
import { addConflicts, applyChoices, stillOpen } from './open-conflicts.ts'
import { rebaseEdits } from './rebase-edits.ts'
import { spoken } from './spoken.ts'
import { readStoredDraft } from './stored-draft.ts'
import { writeStep } from './write-step.ts'

export type UndoEdit = (ctx: RequestContext) => Promise<ModelDraft>

/**
 * Takes back the caller's last step of the draft that is not undone, or makes the last undone one again. What others
 * have done since stays: undone is only what the step did, and where somebody has changed the same since, their value
 * stays; what is redone there is a conflict with both values. A step that was published is undone in the draft alone:
 * publishing that is what changes the model again.
 * Errors: CONFLICT where there is nothing to undo, SCHEMA_INVALID where what others did needs the step.
 */
export function makeUndoEdit(tools: DraftTools, kind: 'undo' | 'redo'): UndoEdit {
  return async function undoEdit(ctx) {
    await tools.requireAdmin(ctx)
    // The plugins first: inside the transaction there may be no other connection to read them by.
    const packages = await tools.packages(ctx.tenant)
    return tools.database.transaction(ctx.tenant.schema, async (trx) => {
      const stored = await readStoredDraft(trx, { lock: true })
      const last = (await findMoves(trx, ctx))[kind]
      const made = last === null ? null : await readStepEdits(trx, last.at)
      if (last === null || made === null) throw nothingThere(ctx, kind)
      // What was done last, the step itself or its undo, is turned round.
      const rebased = rebaseEdits({ base: made.after, theirs: stored.edits, mine: made.before })
      const both = Object.fromEntries(rebased.conflicts.map(({ path }) => [path, 'theirs'] as const))
      const { edits } = kind === 'undo' ? applyChoices(ctx, rebased, both) : rebased
      const conflicts =
        kind === 'undo' ? stillOpen(stored.conflicts, edits) : addConflicts(stored.conflicts, rebased.conflicts, edits)
      return writeStep(trx, ctx, {
        tools,
        packages,
        stored,
        edits,
        conflicts,
        kind,
        of: last.of,
        words: last.words ?? [],
      })
    })
  }
}

function nothingThere(ctx: RequestContext, kind: 'undo' | 'redo'): TenonError {
  const text =
    kind === 'undo'
      ? { en: 'There is no step of yours to undo.', 'zh-CN': '没有可由您撤销的步骤。' }
      : { en: 'There is no step of yours to redo.', 'zh-CN': '没有可由您重做的步骤。' }
  return new TenonError({ code: 'CONFLICT', message: spoken(ctx, text) })
}
