import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { TablePlace } from '../ddl.ts'

export interface ReturningCount {
  from: StagePlace
  /** Where they are now; null for records that left all pipelines. */
  now: StagePlace | null
  live: number
  deleted: number
}

/** FROM items `m`, `t`: moves of an entity's records that are still where a publish put them. */
export function unmovedSince({ schema, table }: TablePlace, entity: string): RawBuilder<unknown> {
  return sql`${sql.id(schema, '_stage_move')} m join ${sql.id(schema, table)} t on t.id = m.record_id
    and m.entity = ${entity}::text
    and t.pipeline is not distinct from m.to_pipeline and t.stage is not distinct from m.to_stage
    and t.stage_entered_at is not distinct from case when m.to_stage is not null then m.moved_at end`
}

/** Of these stages, the records that could return to them, by where they are. */
export async function countReturning(
  db: Kysely<TenantTables>,
  place: TablePlace,
  { entity, stages }: { entity: string; stages: readonly StagePlace[] },
): Promise<ReturningCount[]> {
  if (stages.length === 0) return []
  const wanted = sql.join(stages.map(({ pipeline, stage }) => sql`(${pipeline}::text, ${stage}::text)`))
  const { rows } = await sql<{
    fromPipeline: string
    fromStage: string
    toPipeline: string | null
    toStage: string | null
    live: number
    deleted: number
  }>`
    select m.from_pipeline as "fromPipeline", m.from_stage as "fromStage", m.to_pipeline as "toPipeline",
      m.to_stage as "toStage", (count(*) filter (where t.deleted_at is null))::int as live,
      (count(*) filter (where t.deleted_at is not null))::int as deleted
    from ${unmovedSince(place, entity)} where (m.from_pipeline, m.from_stage) in (${wanted})
    group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(db)
  return rows.map(({ fromPipeline, fromStage, toPipeline, toStage, live, deleted }) => ({
    from: { pipeline: fromPipeline, stage: fromStage },
    now: toPipeline === null || toStage === null ? null : { pipeline: toPipeline, stage: toStage },
    live,
    deleted,
  }))
}
