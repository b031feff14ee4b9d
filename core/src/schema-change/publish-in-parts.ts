import type { RequestContext } from '../context/request-context.ts'
import { checkPublishable } from './check-publishable.ts'
import { finishPublish } from './finish-publish.ts'
import { type PreparedPublish, type PublishTools, preparePublish } from './prepare-publish.ts'
import type { PublishInput } from './publish-input.ts'
import { underPublishLock } from './publish-lock.ts'
import { type PublishWatch, UNWATCHED } from './publish-watch.ts'
import { refuseDuringRun } from './refuse-during-run.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import { retryBusy } from './retry-busy.ts'
import { runInTransaction, runOnline } from './run-statements.ts'
import { leavePipelines, mapStages, stageMapping } from './stages/map-stages.ts'
import { moveAhead, movesAhead } from './stages/move-ahead.ts'
import { settleStageMoves } from './stages/settle-stage-moves.ts'
import type { StageDecision } from './stages/stage-decision.ts'
import { forgetSwept } from './swept-tenants.ts'

/** Publishes with the work on large tables between two transactions. What a failed one leaves is removed. */
export async function publishInParts(tools: PublishTools, ctx: RequestContext, input: PublishInput): Promise<number> {
  const { database } = tools
  const { schema } = ctx.tenant
  return underPublishLock(database, ctx, async () => {
    await refuseDuringRun(ctx, database.tenant(schema))
    try {
      const version = await publishUnderLock(tools, ctx, { ...input, watch: UNWATCHED })
      // Nothing but a watch ends it half-way, and there is none.
      if (version === null) throw new Error('A publish ended before it was done')
      return version
    } catch (error) {
      // The failure that is told is the first one; what cannot be removed now, the next publish removes.
      await removeLeftovers(database, schema).catch(() => undefined)
      await settleStageMoves(tools, ctx).catch(() => undefined)
      throw error
    }
  })
}

/**
 * The same for a caller that holds the publishing lock. Null where the watch ended it; then, and when it fails, what
 * was done stays.
 */
export async function publishUnderLock(
  tools: PublishTools,
  ctx: RequestContext,
  input: PublishInput & { watch: PublishWatch },
): Promise<number | null> {
  const { database } = tools
  const { schema } = ctx.tenant
  const prepared = await preparePublish(tools, ctx, { db: database.tenant(schema), document: input.document })
  const decision = checkPublishable(tools, ctx, { input, prepared })
  await retryBusy(() =>
    database.transaction(schema, async (trx) => {
      await forgetSwept(trx, schema)
      await runInTransaction(trx, inPhase(prepared, 'expand'))
    }),
  )
  const online = inPhase(prepared, 'online')
  if (!(await runOnline({ database, schema }, online, input.watch))) return null
  if (online.some(({ copy }) => copy !== undefined)) await checkAgain(tools, ctx, input)
  if (!(await moveManyAhead(tools, ctx, { prepared, decision, watch: input.watch }))) return null
  return bringIntoForce(tools, ctx, { ...input, prepared, decision })
}

/** While rows were copied, values may have been written that were not agreed to be put aside. */
async function checkAgain(tools: PublishTools, ctx: RequestContext, input: PublishInput): Promise<void> {
  if (input.consent === true) return
  const db = tools.database.tenant(ctx.tenant.schema)
  checkPublishable(tools, ctx, { input, prepared: await preparePublish(tools, ctx, { db, document: input.document }) })
}

async function moveManyAhead(
  tools: PublishTools,
  ctx: RequestContext,
  { prepared, decision, watch }: { prepared: PreparedPublish; decision: StageDecision; watch: PublishWatch },
): Promise<boolean> {
  const { plan, stageTables: tables, before, version } = prepared
  const moves = movesAhead(tools, { tables, stages: plan.stages, decision })
  return before === null || moveAhead(ctx, { ...tools, before, moves, version, watch })
}

/** The version is written first and the tables are changed last: from then on others wait, for some milliseconds. */
async function bringIntoForce(
  tools: PublishTools,
  ctx: RequestContext,
  { prepared, decision, ...input }: PublishInput & { prepared: PreparedPublish; decision: StageDecision },
): Promise<number> {
  const { database } = tools
  const mapping = stageMapping(tools, prepared, decision)
  return retryBusy(() =>
    database.transaction(ctx.tenant.schema, async (trx) => {
      const version = await finishPublish(trx, ctx, { ...input, ...prepared })
      await leavePipelines(trx, ctx, mapping)
      await runInTransaction(trx, inPhase(prepared, 'final'))
      await mapStages(trx, ctx, mapping)
      await input.onTables?.(trx)
      return version
    }),
  )
}

function inPhase({ statements }: PreparedPublish, phase: 'expand' | 'online' | 'final') {
  return statements.filter((statement) => statement.phase === phase)
}
