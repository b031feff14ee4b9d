import type { PlanRestoreInput, RestorePlan, RestoreStateInput } from '@tenon/sdk/contract/audit-api'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { makeWithNames, type Naming } from './with-names.ts'

interface RestoringVerbs {
  plan(ctx: RequestContext, input: PlanRestoreInput): Promise<RestorePlan>
  restore(ctx: RequestContext, input: RestoreStateInput): Promise<TenonRecord>
}

/** The verbs that bring back earlier values as the API has them: by names. */
export function nameRestoring(models: Pick<ModelStore, 'get'>, verbs: RestoringVerbs) {
  const withNames = makeWithNames(models)
  return {
    planRestore: withNames(verbs.plan, namedPlan),
    restoreState: withNames(verbs.restore, (record: TenonRecord, { entity, record: name }) => name(entity, record)),
  }
}

function namedPlan(plan: RestorePlan, { entity, book }: Naming): RestorePlan {
  const named = (changes: RestorePlan['changes']) =>
    Object.fromEntries(Object.entries(changes).map(([key, change]) => [book.names.field(entity, key), change] as const))
  const { changes, unfit } = plan
  return { ...plan, changes: named(changes), ...(unfit !== undefined && { unfit: named(unfit) }) }
}
