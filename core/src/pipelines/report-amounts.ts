import type { ForecastRow, LossRow, WonRow } from '@tenon/sdk/contract/pipeline-report'
import { sql } from 'kysely'
import type { Queryable } from '../records/queryable.ts'
import { tableOf } from '../records/record-scope.ts'
import { amountParts, type ReportGround, stageRows } from './report-ground.ts'

const MAX_ROWS = 2_000

/** Open records by the month of their expected close, in the months' order. */
export async function readForecast(db: Queryable, ground: ReportGround): Promise<ForecastRow[] | null> {
  const { scope, pipeline, visible, closeDate, thisMonth } = ground
  if (closeDate === null) return null
  const { amount, currency } = amountParts(ground)
  const day = sql`${closeDate.comparable('r')}::date`
  const { rows } = await sql<ForecastRow>`
    select case when ${day} is null then 'undated' when ${day} < ${thisMonth}::date then 'overdue'
        when ${day} >= (${thisMonth}::date + interval '12 months') then 'later' else to_char(${day}, 'YYYY-MM') end as month,
      ${currency} as currency, count(*)::int as count, trim_scale(sum(${amount}))::text as amount,
      trim_scale(sum(${amount} * s.probability))::text as weighted
    from ${tableOf(scope.ctx, scope.entity)} r join ${stageRows(pipeline)} on s.stage = r.stage
    where s.category = 'open' and r.pipeline = ${pipeline.name} and ${visible}
    group by 1, 2 order by min(${day}) nulls last, 2 limit ${MAX_ROWS}`.execute(db)
  return rows
}

/** Records that are won now and have been since some day of the period. */
export async function readWon(db: Queryable, ground: ReportGround): Promise<WonRow[]> {
  const { scope, pipeline, visible, from, until } = ground
  const { amount, currency } = amountParts(ground)
  const { rows } = await sql<WonRow>`
    select to_char(r.stage_entered_at at time zone ${scope.timeZone}::text, 'YYYY-MM') as month, ${currency} as currency,
      count(*)::int as count, trim_scale(sum(${amount}))::text as amount
    from ${tableOf(scope.ctx, scope.entity)} r join ${stageRows(pipeline)} on s.stage = r.stage
    where s.category = 'won' and r.pipeline = ${pipeline.name} and ${visible}
      and r.stage_entered_at >= ${from.toISOString()}::timestamptz
      and r.stage_entered_at < ${until.toISOString()}::timestamptz
    group by 1, 2 order by 1, 2 limit ${MAX_ROWS}`.execute(db)
  return rows
}

/** Records that are lost now and have been since some day of the period, by what their reason says today. */
export async function readLosses(db: Queryable, ground: ReportGround): Promise<LossRow[] | null> {
  const { scope, pipeline, visible, from, until, lossReason } = ground
  if (lossReason === null) return null
  const { amount, currency } = amountParts(ground)
  const { rows } = await sql<Omit<LossRow, 'label'>>`
    select ${lossReason.comparable('r')}::text as reason, ${currency} as currency, count(*)::int as count,
      trim_scale(sum(${amount}))::text as amount
    from ${tableOf(scope.ctx, scope.entity)} r join ${stageRows(pipeline)} on s.stage = r.stage
    where s.category = 'lost' and r.pipeline = ${pipeline.name} and ${visible}
      and r.stage_entered_at >= ${from.toISOString()}::timestamptz
      and r.stage_entered_at < ${until.toISOString()}::timestamptz
    group by 1, 2 order by count(*) desc, 1, 2 limit ${MAX_ROWS}`.execute(db)
  const options = scope.entity.fields.get(lossReason.name)?.schema.options ?? []
  return rows.map(({ reason, ...row }) => {
    return { reason, label: options.find(({ value }) => value === reason)?.label ?? null, ...row }
  })
}
