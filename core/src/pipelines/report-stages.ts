import { AGE_LIMITS, type CurrencyAmount, type StageReport } from '@tenon/sdk/contract/pipeline-report'
import { type RawBuilder, sql } from 'kysely'
import type { Queryable } from '../records/queryable.ts'
import { tableOf } from '../records/record-scope.ts'
import { amountParts, type ReportGround, stageRows } from './report-ground.ts'

type Now = StageReport['now']

interface NowRow {
  stage: string
  currency: string | null
  count: number
  overdue: number
  stale: number
  ages: number[]
  sum: string | null
  weighted: string | null
}

/** How the pipeline's stages stand, by name; a stage that holds nothing is not among them. */
export async function readStagesNow(db: Queryable, ground: ReportGround): Promise<Map<string, Now>> {
  const { scope, pipeline, visible } = ground
  const { amount, currency } = amountParts(ground)
  const { rows } = await sql<NowRow>`
    select r.stage, ${currency} as currency, count(*)::int as count,
      (count(*) filter (where r.stage_due_at <= now()))::int as overdue,
      (count(*) filter (where r.stage_stale_at <= now()))::int as stale,
      array[${sql.join(ageCounts())}] as ages,
      trim_scale(sum(${amount}))::text as sum,
      trim_scale(sum(${amount}) * min(s.probability))::text as weighted
    from ${tableOf(scope.ctx, scope.entity)} r join ${stageRows(pipeline)} on s.stage = r.stage
    where r.pipeline = ${pipeline.name} and ${visible}
    group by 1, 2 order by 1, 2`.execute(db)
  const stages = new Map<string, Now>()
  for (const row of rows) {
    const known = stages.get(row.stage) ?? emptyNow(ground)
    stages.set(row.stage, {
      count: known.count + row.count,
      overdue: known.overdue + row.overdue,
      stale: known.stale + row.stale,
      ages: known.ages.map((age, index) => age + (row.ages[index] ?? 0)),
      amounts: known.amounts === null ? null : [...known.amounts, ...amountOf(row)],
    })
  }
  return stages
}

function amountOf({ currency, sum, weighted }: NowRow): CurrencyAmount[] {
  return currency === null || sum === null ? [] : [{ currency, sum, weighted }]
}

export function emptyNow({ amount }: Pick<ReportGround, 'amount'>): Now {
  return { count: 0, overdue: 0, stale: 0, ages: [...AGE_LIMITS, null].map(() => 0), amounts: amount && [] }
}

/** How many records are in each age group, by full days in the stage. */
function ageCounts(): RawBuilder<unknown>[] {
  const entered = sql`r.stage_entered_at`
  const before = (days: number) => sql`now() - make_interval(hours => ${24 * days}::int)`
  const bounds = [0, ...AGE_LIMITS]
  return bounds.map((from, index) => {
    const to = bounds[index + 1]
    const older = index === 0 ? sql`true` : sql`${entered} <= ${before(from)}`
    const younger = to === undefined ? sql`true` : sql`${entered} > ${before(to)}`
    return sql`(count(*) filter (where ${older} and ${younger}))::int`
  })
}
