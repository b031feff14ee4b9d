import type { ModelDraft, RestoreVersionInput, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
import type { EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { ModelNames, RenamePartInput } from '@tenon/sdk/contract/model-names'
import type { RequestContext } from '../context/request-context.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { keyedEdits, namedEdits } from '../model/names/keyed-edits.ts'
import { toKeys, toNames } from '../model/names/name-map.ts'
import { renameModel } from '../model/names/rename-model.ts'
import { renamePointer } from '../model/names/rename-pointer.ts'
import { withNamedProblems } from '../model/names/with-named-problems.ts'
import { type DiscardDraft, makeDiscardDraft } from './discard-draft.ts'
import type { DraftCheckpoints } from './draft-checkpoints.ts'
import type { RestoreTools } from './draft-tools.ts'
import { makeReadDraft, type ReadDraft } from './read-draft.ts'
import { makeRenamePart } from './rename-part.ts'
import { makeDraftVersion } from './restore-version.ts'
import { makeSaveDraft, type SaveDraft } from './save-draft.ts'
import { makeUndoEdit, type UndoEdit } from './undo-edit.ts'

/** The verbs on drafts as the API has them: parts go by their names, while what is stored goes by keys. */
export interface NamedDrafts {
  draft: ReadDraft
  saveDraft: SaveDraft
  discardDraft: DiscardDraft
  renamePart(ctx: RequestContext, input: RenamePartInput): Promise<ModelDraft>
  undoEdit: UndoEdit
  redoEdit: UndoEdit
  restoreCheckpoint: DraftCheckpoints['restore']
  restoreToDraft(ctx: RequestContext, input: RestoreVersionInput): Promise<ModelDraft>
}

export function makeNamedDrafts(tools: RestoreTools, { restore }: Pick<DraftCheckpoints, 'restore'>): NamedDrafts {
  const saveDraft = makeSaveDraft(tools)

  async function save(ctx: RequestContext, input: SaveDraftInput): Promise<ModelDraft> {
    // Whoever may not change the model learns nothing from how the edits are read.
    await tools.requireAdmin(ctx)
    const base = mergePackages(await tools.packages(ctx.tenant), ctx.locale)
    const edits = keyedEdits(input.edits, base)
    const names = edits.names ?? {}
    const keyed = {
      ...input,
      edits,
      ...(input.choices !== undefined && { choices: keyedChoices(input.choices, names) }),
      ...(input.base !== undefined && { base: keyedEdits(input.base, base) }),
    }
    return withNamedProblems(toNames(names), async () => shown(await saveDraft(ctx, keyed)))
  }

  return {
    saveDraft: save,
    draft: named(makeReadDraft(tools)),
    discardDraft: named(makeDiscardDraft(tools)),
    renamePart: named(makeRenamePart({ ...tools, saveDraft })),
    undoEdit: named(makeUndoEdit(tools, 'undo')),
    redoEdit: named(makeUndoEdit(tools, 'redo')),
    restoreCheckpoint: named(restore),
    restoreToDraft: named(makeDraftVersion(tools)),
  }
}

/** The verb, with the draft that it gives by names. */
function named<I extends unknown[]>(verb: (...input: I) => Promise<ModelDraft>): (...input: I) => Promise<ModelDraft> {
  return async (...input) => shown(await verb(...input))
}

function shown(draft: ModelDraft): ModelDraft {
  const { document, edits, conflicts } = draft
  const map = toNames(document.names ?? {})
  if (map.isEmpty) return draft
  return {
    ...draft,
    edits: namedEdits(edits, document),
    document: renameModel(document, map, document),
    conflicts: conflicts.map((conflict) => ({ ...conflict, path: renamePointer(conflict.path, map) })),
  }
}

function keyedChoices(choices: EditChoices, names: ModelNames): EditChoices {
  const map = toKeys(names)
  return Object.fromEntries(Object.entries(choices).map(([path, choice]) => [renamePointer(path, map), choice]))
}
