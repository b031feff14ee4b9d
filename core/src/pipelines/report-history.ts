import type { StageReport, TimeInStage } from '@tenon/sdk/contract/pipeline-report'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
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
 * beginning on: of a record that enters a stage several times, the first time counts for conversion. Records are
 * gathered by hash, each with when it first and last entered which stage: nothing has to be sorted but the times.
 */
export async function readStagePeriods(db: Queryable, ground: ReportGround): Promise<Map<string, Period>> {
  const { pipeline, until } = ground
  const stages = [...pipeline.stages.values()]
  const before = sql`at < ${until.toISOString()}::timestamptz`
  const { rows } = await sql<HistoryRow>`
    with moves as materialized (${movesOf(ground)}),
    tracks as (
      select ${sql.join(stages.flatMap((_, place) => trackOf(place, before)))}
      from moves where entered is not null group by record_id
    ),
    counted as (select ${sql.join(stages.flatMap((_, place) => conversionOf(stages, place)))} from tracks),
    converted as (
      select v.place, v.records, v.further, v.won from counted c, lateral (values ${sql.join(
        stages.map(
          (_, place) =>
            sql`(${sql.lit(place)}::int, ${part('records', place)}, ${part('further', place)}, ${part('won', place)})`,
        ),
      )}) v(place, records, further, won)
    ),
    entries as (select entered as place, count(*)::int as entered from moves where ${before} group by entered),
    spent as (
      select "left" as place, count(*)::int as stays, ${timesOf(sql`duration_seconds`)} as elapsed,
        ${timesOf(sql`working_seconds`)} as working
      from moves where "left" is not null and ${before} group by "left"
    )
    select s.stage, s.category, coalesce(e.entered, 0) as entered, coalesce(p.stays, 0) as left, p.elapsed, p.working,
      coalesce(c.records, 0) as records, coalesce(c.further, 0) as further, coalesce(c.won, 0) as won
    from ${stageRows(pipeline)} left join entries e on e.place = s.place left join spent p on p.place = s.place
      left join converted c on c.place = s.place`.execute(db)
  return new Map(rows.map((row) => [row.stage, periodOf(row)]))
}

/** Moves since the period's beginning, with the places of the stages that they entered and left. */
function movesOf({ scope, pipeline, from, visible }: ReportGround): RawBuilder<unknown> {
  const { ctx, entity } = scope
  const placeIn = (column: string) => {
    const cases = [...pipeline.stages.keys()].map((name, place) => sql`when ${name} then ${sql.lit(place)}`)
    return sql`case ${sql.ref(column)} ${sql.join(cases, sql` `)} end`
  }
  return sql`select h.record_id, h.at, case when h.pipeline = ${pipeline.name} then ${placeIn('h.to_stage')} end as entered,
      case when h.from_pipeline = ${pipeline.name} then ${placeIn('h.from_stage')} end as "left",
      h.duration_seconds::int as duration_seconds, h.working_seconds::int as working_seconds
    from ${systemTable(ctx, '_stage_history')} h join ${tableOf(ctx, entity)} r on r.id = h.record_id
    where h.entity = ${entity.name} and h.at >= ${from.toISOString()}::timestamptz
      and (h.pipeline = ${pipeline.name} or h.from_pipeline = ${pipeline.name}) and ${visible}`
}

function part(name: 'first' | 'last' | 'records' | 'further' | 'won', place: number): RawBuilder<unknown> {
  return sql.id(`${name}_${place}`)
}

/** When a record first entered the stage within the period, and when last, whenever that was. */
function trackOf(place: number, before: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const here = sql`entered = ${sql.lit(place)}`
  return [
    sql`min(at) filter (where ${here} and ${before}) as ${part('first', place)}`,
    sql`max(at) filter (where ${here}) as ${part('last', place)}`,
  ]
}

/** Over all records: how many entered the stage, came into a later one afterwards, and were won afterwards. */
function conversionOf(stages: readonly StageSchema[], place: number): RawBuilder<unknown>[] {
  const after = (isMeant: (stage: StageSchema, at: number) => boolean) => {
    const lasts = stages.flatMap((stage, at) => (isMeant(stage, at) ? [part('last', at)] : []))
    if (lasts.length === 0) return sql`0`
    return sql`(count(*) filter (where greatest(${sql.join(lasts)}) > ${part('first', place)}))::int`
  }
  return [
    sql`count(${part('first', place)})::int as ${part('records', place)}`,
    sql`${after(({ category }, at) => at > place && category !== 'lost')} as ${part('further', place)}`,
    sql`${after(({ category }) => category === 'won')} as ${part('won', place)}`,
  ]
}

function periodOf({ category, entered, left, elapsed, working, records, further, won }: HistoryRow): Period {
  const isOpen = category === 'open'
  const conversion = { records, further: isOpen ? further : null, won: isOpen ? won : null }
  return { entered, left, elapsed, working, conversion }
}

/** Null where there is none; in whole seconds. Both shares come of one sorting. */
function timesOf(seconds: RawBuilder<unknown>): RawBuilder<unknown> {
  const shares = sql`percentile_cont(array[0.5, 0.9]) within group (order by ${seconds})`
  const share = (index: number) => sql`round(((${shares})[${sql.lit(index)}])::numeric)::float8`
  return sql`case when count(${seconds}) > 0 then jsonb_build_object('median', ${share(1)},
    'average', round(avg(${seconds}))::float8, 'percentile90', ${share(2)}) end`
}
