import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { TablePlace } from '../ddl.ts'

export interface StageCount extends StagePlace {
  live: number
  deleted: number
}

/** So many pairs of pipeline and stage are looked at: no model has more, and nothing else may run on for ever. */
const MOST_PAIRS = 2_000

/**
 * How many records are in each stage that `isKnown` does not know. Which stages there are is read by leaps through the
 * index over them, and only records of unknown ones are counted: it does not matter how many the table has.
 */
export async function countStages(
  db: Kysely<TenantTables>,
  { schema, table }: TablePlace,
  isKnown: (place: StagePlace) => boolean,
): Promise<StageCount[]> {
  const from = sql.id(schema, table)
  const { rows } = await sql<StagePlace>`
    with recursive pair as (
      (select pipeline, stage from ${from} where pipeline is not null and stage is not null
        order by pipeline, stage limit 1)
      union all
      select next.pipeline, next.stage from pair, lateral (
        select t.pipeline, t.stage from ${from} t
        where (t.pipeline, t.stage) > (pair.pipeline, pair.stage) and t.pipeline is not null and t.stage is not null
        order by t.pipeline, t.stage limit 1) next
    ) select pipeline, stage from pair limit ${sql.lit(MOST_PAIRS)}`.execute(db)
  const unknown = rows.filter((place) => !isKnown(place))
  if (unknown.length === 0) return []
  const counts = unknown.map((place) => countOf(from, place))
  return (await sql<StageCount>`${sql.join(counts, sql` union all `)}`.execute(db)).rows
}

function countOf(from: RawBuilder<unknown>, { pipeline, stage }: StagePlace): RawBuilder<StageCount> {
  return sql<StageCount>`select ${pipeline}::text as pipeline, ${stage}::text as stage,
    (count(*) filter (where deleted_at is null))::int as live,
    (count(*) filter (where deleted_at is not null))::int as deleted
    from ${from} where pipeline = ${pipeline}::text and stage = ${stage}::text`
}
