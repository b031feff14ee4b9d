import type { RequestContext } from '../context/request-context.ts'
import { checkPublishable } from './check-publishable.ts'
import { finishPublish } from './finish-publish.ts'
import { type PublishTools, preparePublish } from './prepare-publish.ts'
import type { PublishInput } from './publish-input.ts'
import { takePublishLock } from './publish-lock.ts'
import { refuseDuringRun } from './refuse-during-run.ts'
import { retryBusy } from './retry-busy.ts'
import { runInTransaction } from './run-statements.ts'
import { isApproved } from './second-approval.ts'
import { leavePipelines, mapStages, stageMapping } from './stages/map-stages.ts'
import { movesAhead } from './stages/move-ahead.ts'

interface Attempt {
  /** Null where the plan has work that must not be done in a transaction; nothing has been done then. */
  version: number | null
  /** Rows of large tables are to be written again, or many records moved: that takes long. */
  isLong: boolean
  /** Another admin has to agree first, and was asked; nothing else was done. */
  waits?: boolean
}

/** Publishes in one transaction where all is quick. */
export async function publishAtOnce(tools: PublishTools, ctx: RequestContext, input: PublishInput): Promise<Attempt> {
  const { database } = tools
  return retryBusy(() =>
    database.transaction(ctx.tenant.schema, async (trx) => {
      await refuseDuringRun(ctx, trx)
      await takePublishLock(ctx, trx)
      await refuseDuringRun(ctx, trx)
      const prepared = await preparePublish(tools, ctx, { db: trx, document: input.document })
      const decision = checkPublishable(tools, ctx, { input, prepared })
      if (!(await isApproved(trx, ctx, prepared.plan))) return { version: null, isLong: false, waits: true }
      const online = prepared.statements.filter((statement) => statement.phase === 'online')
      const { plan, stageTables: tables } = prepared
      const ahead = movesAhead(tools, { tables, stages: plan.stages, decision })
      if (online.length + ahead.length > 0) {
        return { version: null, isLong: ahead.length > 0 || online.some(({ copy }) => copy !== undefined) }
      }
      // Tables are changed last: from then on others wait.
      const version = await finishPublish(trx, ctx, { ...input, ...prepared })
      const mapping = stageMapping(tools, prepared, decision)
      await leavePipelines(trx, ctx, mapping)
      await runInTransaction(trx, prepared.statements)
      await mapStages(trx, ctx, mapping)
      await input.onTables?.(trx)
      return { version, isLong: false }
    }),
  )
}
