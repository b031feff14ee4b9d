import type { ChangePlan, PlanCounts } from '@tenon/sdk/contract/change-plan'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { brokenConditions } from './broken-conditions.ts'
import { diffModels } from './diff-models.ts'
import type { ModelChange } from './model-change.ts'
import { planChanges } from './plan-changes.ts'
import { planHash } from './plan-hash.ts'
import { statementsOf } from './plan-order.ts'
import type { PlannedStatement } from './planned-statement.ts'
import { previewImpact } from './preview-impact.ts'
import { readPlanningState } from './read-planning-state.ts'
import { findPlannedStages } from './stages/find-planned-stages.ts'
import type { RelocateRecords } from './stages/relocate-records.ts'
import { type StageTable, stageTables } from './stages/stage-tables.ts'
import { readCurrentVersion } from './stored-version.ts'

export interface PublishTools {
  database: Database
  /** Tables with more rows are worked on in small steps; see `readPlanningState`. */
  smallTableRows?: number | undefined
  relocate: RelocateRecords
}

/** What planning alone needs of it. */
export type PlanGround = Omit<PublishTools, 'relocate'>

export interface PreparedPublish {
  plan: ChangePlan
  /** The model in force; null before the first. */
  before: CompiledModel | null
  after: CompiledModel
  changes: readonly ModelChange[]
  /** In the order in which they run. */
  statements: PlannedStatement[]
  /** Version that the plan leads to. */
  version: number
  /** Tables in which stages are concerned. */
  stageTables: readonly StageTable[]
}

interface PrepareInput {
  db: Kysely<TenantTables>
  document: ModelDocument
  counts?: PlanCounts
  /** With rows before and after. */
  samples?: boolean
}

/** The way from the version in force to `document`, before it has met the rows. */
export async function planDocument(
  { database, smallTableRows }: PlanGround,
  ctx: RequestContext,
  { db, document, counts = 'exact' }: Omit<PrepareInput, 'samples'>,
) {
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
    counts,
    ...(smallTableRows !== undefined && { smallTableRows }),
  })
  const changes = diffModels(before, after)
  const internal = planChanges({ before, after }, changes, state)
  return {
    ...{ before, after, changes, internal },
    version: baseVersion + 1,
    hash: planHash(current?.document ?? null, document),
    stageTables: stageTables({ before, after }, changes, state),
  }
}

/** Plans the way from the version in force to `document`, and measures it on the rows as `db` sees them. */
export async function preparePublish(
  tools: PlanGround,
  ctx: RequestContext,
  { samples = false, ...input }: PrepareInput,
): Promise<PreparedPublish> {
  const { db, counts = 'exact' } = input
  const { internal, hash, ...planned } = await planDocument(tools, ctx, input)
  const stages = await findPlannedStages(db, planned.stageTables)
  const preview = await previewImpact(db, internal, { counts, samples })
  const blockers = [...preview.blockers, ...(await brokenConditions(db, planned))]
  const plan = { hash, stages, ...preview, blockers }
  return { plan, ...planned, statements: statementsOf(internal.steps) }
}
