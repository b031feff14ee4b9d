import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { livingMerges } from '../../db/held-records.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'

interface Merged {
  entity: CompiledEntity
  ids: readonly string[]
}

/** The records and those that were merged away into them, in however many steps. */
export async function withMergedAway(db: Queryable, ctx: RequestContext, { entity, ids }: Merged): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`with recursive went as (
      select unnest(${idArray(ids)}) as id
      union select g.record_id from went w join (
        select g.record_id, g.into_id from ${livingMerges(ctx.tenant.schema)} where g.entity = ${entity.name}::text) g on g.into_id = w.id)
    select id from went`.execute(db)
  return rows.map(({ id }) => id)
}

/** For each record that was merged away the one that it is a part of now. */
export async function mergedInto(
  db: Queryable,
  ctx: RequestContext,
  { entity, ids }: Merged,
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; into: string }>`with recursive went as (
      select id as record, id, 0 as step from unnest(${idArray(ids)}) as i(id)
      union select w.record, g.into_id, w.step + 1 from went w join (
        select g.record_id, g.into_id from ${livingMerges(ctx.tenant.schema)} where g.entity = ${entity.name}::text) g on g.record_id = w.id)
    select distinct on (record) record as id, id as "into" from went where step > 0 order by record, step desc`.execute(
    db,
  )
  return new Map(rows.map(({ id, into }) => [id, into]))
}

/** The records with all that is one thing with them: what they were merged into, and what else was merged into that. */
export async function mergedTogether(db: Queryable, ctx: RequestContext, { entity, ids }: Merged): Promise<string[]> {
  const kept = await mergedInto(db, ctx, { entity, ids })
  return withMergedAway(db, ctx, { entity, ids: ids.map((id) => kept.get(id) ?? id) })
}
