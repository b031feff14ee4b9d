import type { StageReport, TimeInStage } from '@tenon/sdk/contract/pipeline-report'
import { type RawBuilder, sql } from 'kysely'
import type { Queryable } from '../records/queryable.ts'
import { systemTable, tableOf } from '../records/record-scope.ts'
import { type ReportGround, stageRows } from './report-ground.ts'

type Period = StageReport['period']

interface HistoryRow {
  stage: string
  category: string
  entered: number
  left: number
  elapsed: TimeInStage | null
  working: TimeInStage | null
  records: number
  further: number
  won: number
}

/**
 * What went through the pipeline's stages in the period, by stage. One statement over the history from the period's
 * beginning on: of a record that enters a stage several times, the first time counts for conversion.
 */
export async function readStagePeriods(db: Queryable, ground: ReportGround): Promise<Map<string, Period>> {
  const { scope, pipeline, from, until, visible } = ground
  const { ctx, entity } = scope
  const { rows } = await sql<HistoryRow>`
    with moves as materialized (
      select h.id, h.record_id, h.at, h.pipeline, h.to_stage, h.from_pipeline, h.from_stage, h.duration_seconds,
        h.working_seconds
      from ${systemTable(ctx, '_stage_history')} h join ${tableOf(ctx, entity)} r on r.id = h.record_id
      where h.entity = ${entity.name} and h.at >= ${from.toISOString()}::timestamptz
        and (h.pipeline = ${pipeline.name} or h.from_pipeline = ${pipeline.name}) and ${visible}
    ),
    entries as (
      select m.record_id, m.id, m.at, s.stage, s.place,
        max(s.place) filter (where s.category <> 'lost') over later as best,
        coalesce(bool_or(s.category = 'won') over later, false) as won
      from moves m join ${stageRows(pipeline)} on s.stage = m.to_stage
      where m.pipeline = ${pipeline.name}
      window later as (partition by m.record_id order by m.id rows between 1 following and unbounded following)
    ),
    firsts as (
      select distinct on (record_id, stage) stage, place, best, won from entries
      where at < ${until.toISOString()}::timestamptz order by record_id, stage, id
    ),
    converted as (
      select stage, count(*)::int as records, (count(*) filter (where best > place))::int as further,
        (count(*) filter (where won))::int as won
      from firsts group by stage
    ),
    entered as (
      select stage, count(*)::int as entered from entries
      where at < ${until.toISOString()}::timestamptz group by stage
    ),
    spent as (
      select from_stage as stage, count(*)::int as stays, ${timesOf(sql`duration_seconds`)} as elapsed,
        ${timesOf(sql`working_seconds`)} as working
      from moves where from_pipeline = ${pipeline.name} and at < ${until.toISOString()}::timestamptz group by from_stage
    )
    select s.stage, s.category, coalesce(e.entered, 0) as entered, coalesce(p.stays, 0) as left, p.elapsed, p.working,
      coalesce(c.records, 0) as records, coalesce(c.further, 0) as further, coalesce(c.won, 0) as won
    from ${stageRows(pipeline)} left join entered e on e.stage = s.stage left join spent p on p.stage = s.stage
      left join converted c on c.stage = s.stage`.execute(db)
  return new Map(rows.map((row) => [row.stage, periodOf(row)]))
}

function periodOf({ category, entered, left, elapsed, working, records, further, won }: HistoryRow): Period {
  const isOpen = category === 'open'
  const conversion = { records, further: isOpen ? further : null, won: isOpen ? won : null }
  return { entered, left, elapsed, working, conversion }
}

/** Null where there is none; in whole seconds. */
function timesOf(seconds: RawBuilder<unknown>): RawBuilder<unknown> {
  const share = (part: number) =>
    sql`round((percentile_cont(${sql.lit(part)}) within group (order by ${seconds}))::numeric)::float8`
  return sql`case when count(${seconds}) > 0 then jsonb_build_object('median', ${share(0.5)},
    'average', round(avg(${seconds}))::float8, 'percentile90', ${share(0.9)}) end`
}
