import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from './tenant-tables.ts'

/** Until the transaction ends no record is put on hold: what is not held now may go. Whoever puts one on hold meanwhile waits. */
export async function keepHoldsOut(trx: Kysely<TenantTables>, schema: string): Promise<void> {
  await sql`lock table ${sql.id(schema, '_legal_hold')} in share mode`.execute(trx)
}

/** Merges that still count at the alias `g`: nobody has taken them back, and what went lies in the trash because of them. */
export function livingMerges(schema: string): RawBuilder<unknown> {
  return sql`${sql.id(schema, '_merged_record')} g
    join ${sql.id(schema, '_merge')} m on m.id = g.merge_id and m.undone_at is null
    join ${sql.id(schema, '_trash')} t on t.record_id = g.record_id and t.merge_id = g.merge_id`
}

/**
 * All records of which nothing may go, as rows of `entity`, `id` and `reason`: those on hold, and what is one with them by
 * merges, once for each reason.
 */
export function heldRecords(schema: string): RawBuilder<unknown> {
  return sql`(with recursive held as (
    select entity, record_id as id, reason from ${sql.id(schema, '_legal_hold')}
    union select h.entity, one.id, h.reason from held h join (
      select g.entity, g.record_id, g.into_id from ${livingMerges(schema)}) g
      on g.entity = h.entity and h.id in (g.record_id, g.into_id)
      cross join lateral (values (g.record_id), (g.into_id)) one(id))
    select entity, id, reason from held)`
}
