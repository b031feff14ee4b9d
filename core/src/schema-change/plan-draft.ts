import type { PlanDraftInput } from '@tenon/sdk/contract/api-contract'
import type { ChangePlan, PlanDependent } from '@tenon/sdk/contract/change-plan'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type NameMap, toNames } from '../model/names/name-map.ts'
import { entitiesOf, fieldsOf, findDependents } from './dependents/find-dependents.ts'
import { readApiUse } from './dependents/read-api-use.ts'
import { readOutsiders } from './dependents/read-outsiders.ts'
import { readSavedViews } from './dependents/read-saved-views.ts'
import type { DraftTools } from './draft-tools.ts'
import { type PlanGround, preparePublish } from './prepare-publish.ts'
import { readStoredDraft } from './stored-draft.ts'
import { findWhatIf } from './what-if/find-what-if.ts'
import { withCancel } from './with-cancel.ts'

export type PlanDraft = (ctx: RequestContext, input?: PlanDraftInput) => Promise<ChangePlan>

type PlanTools = DraftTools & Pick<PlanGround, 'smallTableRows'>

/**
 * What publishing the draft would do to the tables and rows as they are now: with all rows counted, until the request
 * is cancelled, or with what a share of them lets expect. Changes nothing.
 */
export function makePlanDraft(tools: PlanTools): PlanDraft {
  return async function planDraft(ctx, { counts = 'exact' } = {}) {
    await tools.requireAdmin(ctx)
    const { edits } = await readStoredDraft(tools.database.tenant(ctx.tenant.schema))
    return planEdits(tools, ctx, { edits, counts })
  }
}

/** The same for any edits. */
export async function planEdits(
  tools: PlanTools,
  ctx: RequestContext,
  { edits, counts }: Required<PlanDraftInput> & { edits: TenantEdits },
): Promise<ChangePlan> {
  const packages = await tools.packages(ctx.tenant)
  const document = tools.mergeModel(packages, edits, ctx.locale)
  // Before the tenant's connection is taken: there may be no other one.
  const outsiders = await readOutsiders(tools.database, ctx.tenant)
  return withCancel(tools.database, ctx, async (db) => {
    const { plan, before, changes } = await preparePublish(tools, ctx, { db, document, counts, samples: true })
    if (before === null) return plan
    const apiUse = await readApiUse(db, entitiesOf(changes))
    const savedViews = await readSavedViews(db, { entities: entitiesOf(changes), words: fieldsOf(changes) })
    const users = { model: before, roles: await readRoles(db), packages, apiUse, savedViews, ...outsiders }
    const names = toNames(document.names ?? {})
    const dependents = findDependents(changes, users).map((one) => named(one, names))
    const whatIf = counts === 'exact' ? await findWhatIf(db, ctx, { before, changes }) : []
    return { ...plan, dependents, whatIf }
  })
}

/** Whoever looks there has the draft before them, where parts go by their names. */
function named(dependent: PlanDependent, names: NameMap): PlanDependent {
  const { kind, entity, name } = dependent
  const isField = kind === 'field' || kind === 'reference' || kind === 'embed'
  return { ...dependent, entity: names.entity(entity), name: isField ? names.field(entity, name) : name }
}

/** A tenant's own roles: the built-in ones name no field. */
async function readRoles(db: Kysely<TenantTables>): Promise<Map<string, RoleGrants>> {
  const rows = await db.selectFrom('_role').select(['name', 'grants']).execute()
  return new Map(rows.map(({ name, grants }) => [name, grants as RoleGrants]))
}
