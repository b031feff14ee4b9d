import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { RequestContext } from '../context/request-context.ts'
import { applyEdits } from '../model/apply-edits.ts'
import { checkForm } from '../model/check/check-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { followCollections } from '../model/names/follow-collections.ts'
import type { DraftTools } from './draft-tools.ts'
import { readStoredDraft } from './stored-draft.ts'

/**
 * The edits with expressions that call collections of child records by what the draft called them until now, and these
 * edits call otherwise, brought to the new names: whoever renames a collection does not break what uses it.
 */
export async function followDraft(tools: DraftTools, ctx: RequestContext, edits: TenantEdits): Promise<TenantEdits> {
  const base = mergePackages(await tools.packages(ctx.tenant), ctx.locale)
  const stored = await readStoredDraft(tools.database.tenant(ctx.tenant.schema))
  const to = applyEdits(base, edits)
  if (to.problems.length > 0 || checkForm(to.document).length > 0) return edits
  return followCollections(edits, { from: applyEdits(base, stored.edits).document, to: to.document })
}
