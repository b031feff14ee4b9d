import type { ModelDraft, SaveDraftInput } from '@tenon/sdk/contract/api-contract'
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
import type { DraftTools } from './draft-tools.ts'
import { makeReadDraft, type ReadDraft } from './read-draft.ts'
import { makeRenamePart } from './rename-part.ts'
import { makeSaveDraft, type SaveDraft } from './save-draft.ts'

/** The verbs on drafts as the API has them: parts go by their names, while what is stored goes by keys. */
export interface NamedDrafts {
  draft: ReadDraft
  saveDraft: SaveDraft
  discardDraft: DiscardDraft
  renamePart(ctx: RequestContext, input: RenamePartInput): Promise<ModelDraft>
}

export function makeNamedDrafts(tools: DraftTools): NamedDrafts {
  const readDraft = makeReadDraft(tools)
  const saveDraft = makeSaveDraft(tools)
  const discardDraft = makeDiscardDraft(tools)
  const renamePart = makeRenamePart({ ...tools, saveDraft })

  async function save(ctx: RequestContext, input: SaveDraftInput): Promise<ModelDraft> {
    // Whoever may not change the model learns nothing from how the edits are read.
    await tools.requireAdmin(ctx)
    const edits = keyedEdits(input.edits, mergePackages(await tools.packages(ctx.tenant), ctx.locale))
    const names = edits.names ?? {}
    const choices = input.choices === undefined ? {} : { choices: keyedChoices(input.choices, names) }
    return withNamedProblems(toNames(names), async () => shown(await saveDraft(ctx, { ...input, ...choices, edits })))
  }

  return {
    draft: async (ctx) => shown(await readDraft(ctx)),
    saveDraft: save,
    discardDraft: async (ctx) => shown(await discardDraft(ctx)),
    renamePart: async (ctx, input) => shown(await renamePart(ctx, input)),
  }
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
