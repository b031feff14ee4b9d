import { isDeepStrictEqual } from 'node:util'
import type { ModelDraft } from '@tenon/sdk/contract/api-contract'
import type { DraftStepKind } from '@tenon/sdk/contract/draft-steps'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { refuseFormerNames } from './check-former-names.ts'
import { describeEdits } from './describe-edits.ts'
import { readMoves } from './draft-steps.ts'
import type { DraftTools } from './draft-tools.ts'
import { type StoredDraft, writeStoredDraft } from './stored-draft.ts'

interface Step {
  tools: Pick<DraftTools, 'mergeModel'>
  packages: readonly PluginPackage[]
  /** The draft before, locked. */
  stored: StoredDraft
  edits: TenantEdits
  conflicts: EditConflict[]
  kind: DraftStepKind
  /** Of an undo or redo. */
  of?: number
  /** Default: what changes in the model. */
  words?: readonly LocalizedText[]
}

/**
 * Writes a step of the draft, if the model that it gives is a sound one. Where it changes nothing, such as a choice for
 * what is already there, it is no step that could be undone. Throws SCHEMA_INVALID with a pointer per problem.
 */
export async function writeStep(trx: Kysely<TenantTables>, ctx: RequestContext, step: Step): Promise<ModelDraft> {
  const { tools, packages, stored, edits, conflicts, kind, of } = step
  const { baseVersion, revision, published, edits: before } = stored
  const document = tools.mergeModel(packages, edits, ctx.locale)
  await refuseFormerNames(trx, ctx, document)
  const isStep = of !== undefined || !isDeepStrictEqual(before, edits)
  const words = step.words ?? (isStep ? describeEdits(tools.mergeModel(packages, before, ctx.locale), document) : [])
  const actor = isStep ? actorReference(ctx.actor) : null
  const move = { kind, actor, words, before: stored.carried, ...(of !== undefined && { of }) }
  const saved = await writeStoredDraft(trx, ctx, { edits, baseVersion, revision, conflicts, begun: published, move })
  return { edits, baseVersion, revision: saved, document, conflicts, ...(await readMoves(trx, ctx)) }
}
