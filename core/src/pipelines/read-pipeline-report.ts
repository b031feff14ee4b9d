import { textIn } from '@tenon/sdk/contract/locale'
import type { PipelineReport, PipelineReportInput, StageReport } from '@tenon/sdk/contract/pipeline-report'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { explainReadError } from '../records/explain-read-error.ts'
import type { Queryable } from '../records/queryable.ts'
import { makeOpenScope, type ScopeDependencies } from '../records/record-scope.ts'
import { readForecast, readLosses, readWon } from './report-amounts.ts'
import { type ReportGround, reportGround } from './report-ground.ts'
import { readStagePeriods } from './report-history.ts'
import { emptyNow, readStagesNow } from './report-stages.ts'

/** Of each statement. */
const TIMEOUT_MS = 20_000
const WORK_MEMORY = '64MB'

export type ReadPipelineReport = (ctx: RequestContext, input: PipelineReportInput) => Promise<PipelineReport>

/** Makes the function that reports on a pipeline: all its statements see the records of one moment. */
export function makeReadPipelineReport({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): ReadPipelineReport {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, input) => {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const ground = reportGround(scope, input)
    const parts = await database
      .transaction(ctx.tenant.schema, async (trx) => {
        await sql`set transaction isolation level repeatable read, read only`.execute(trx)
        await sql`set local statement_timeout = ${sql.lit(TIMEOUT_MS)}`.execute(trx)
        // Millions of moves are gathered in memory, and compiling the statement takes longer than it saves.
        await sql`set local work_mem = ${sql.lit(WORK_MEMORY)}`.execute(trx)
        await sql`set local jit = off`.execute(trx)
        return readParts(trx, ground)
      })
      .catch(explainTimeout(ctx))
      .catch(explainReadError(ctx))
    const { from, to } = input
    return {
      ...{ pipeline: input.pipeline, from, to, timeZone: scope.timeZone, at: new Date().toISOString() },
      ...parts,
      withheld: ground.withheld,
    }
  }
}

async function readParts(db: Queryable, ground: ReportGround) {
  const now = await readStagesNow(db, ground)
  const periods = await readStagePeriods(db, ground)
  const stages = [...ground.pipeline.stages.values()].flatMap(
    ({ name, label, category, probability }): StageReport[] => {
      const period = periods.get(name)
      if (period === undefined) return []
      const facts = { stage: name, label, category, probability: probability ?? null }
      return [{ ...facts, now: now.get(name) ?? emptyNow(ground), period }]
    },
  )
  const forecast = await readForecast(db, ground)
  const won = await readWon(db, ground)
  return { stages, forecast, won, losses: await readLosses(db, ground) }
}

/** PostgreSQL's `query_canceled`, in words. */
function explainTimeout({ locale }: RequestContext): (cause: unknown) => never {
  return (cause) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '57014')) throw cause
    const message = {
      en: 'The report takes too long: choose a shorter period or a narrower filter.',
      'zh-CN': '报表耗时过长：请选择更短的时间段或更精确的筛选。',
    }
    throw new TenonError({ code: 'UNAVAILABLE', message: textIn(message, locale), cause })
  }
}
