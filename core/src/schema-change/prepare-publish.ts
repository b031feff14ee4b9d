import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { compileModel } from '../model/compile-model.ts'
import { diffModels } from './diff-models.ts'
import { planChanges } from './plan-changes.ts'
import { statementsOf } from './plan-order.ts'
import type { PlannedStatement } from './planned-statement.ts'
import { previewImpact } from './preview-impact.ts'
import { readPlanningState } from './read-planning-state.ts'
import { readCurrentVersion } from './stored-version.ts'

export interface PublishTools {
  database: Database
  /** Tables with more rows are worked on in small steps; see `readPlanningState`. */
  smallTableRows?: number | undefined
}

export interface PreparedPublish {
  plan: ChangePlan
  /** In the order in which they run. */
  statements: PlannedStatement[]
  /** Version that the plan leads to. */
  version: number
}

/** Plans the way from the version in force to `document`, and measures it on the rows as `db` sees them. */
export async function preparePublish(
  { database, smallTableRows }: PublishTools,
  ctx: RequestContext,
  { db, document }: { db: Kysely<TenantTables>; document: ModelDocument },
): Promise<PreparedPublish> {
  const current = await readCurrentVersion(db)
  const baseVersion = current?.version ?? 0
  const before = current === null ? null : compileModel(current.document, baseVersion)
  const after = compileModel(document, baseVersion + 1)
  const state = await readPlanningState({
    db,
    schema: ctx.tenant.schema,
    kind: database.kind,
    baseVersion,
    after,
    ...(smallTableRows !== undefined && { smallTableRows }),
  })
  const internal = planChanges({ before, after }, diffModels(before, after), state)
  const plan = await previewImpact(db, internal)
  return { plan, statements: statementsOf(internal.steps), version: baseVersion + 1 }
}
