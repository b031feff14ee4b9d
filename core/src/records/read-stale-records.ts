import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'
import type { Queryable } from './queryable.ts'
import { completeJson } from './row-json.ts'
import { isStale } from './stale-fields.ts'

/** A record of which something is to be worked out again. */
export interface StaleRecord {
  id: string
  version: number
  /** All its fields. */
  body: JsonObject
}

interface StaleQuery {
  /** The tenant's PostgreSQL schema. */
  schema: string
  entity: CompiledEntity
  /** Computed fields that are asked about. */
  fields: readonly ComputedField[]
  /** Only these records; missing: all. */
  ids: readonly string[] | undefined
  /** Only records with a greater id. */
  after: string | null
  limit: number
}

/** Records whose values of these fields are stale, in the order of their ids; deleted ones too, which may be restored. */
export async function readStaleRecords(
  db: Queryable,
  { schema, entity, fields, ids, after, limit }: StaleQuery,
): Promise<StaleRecord[]> {
  const stale = sql.join(
    fields.map((field) => isStale(field, 'r')),
    sql` or `,
  )
  const chosen: RawBuilder<unknown> =
    ids === undefined
      ? sql`true`
      : sql`r.id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`
  const { rows } = await sql<StaleRecord>`
    select r.id, r.version, ${completeJson(entity, 'r')} as body from ${sql.id(schema, entity.table)} r
    where (${stale}) and ${chosen} and ${after === null ? sql`true` : sql`r.id > ${after}::uuid`}
    order by r.id limit ${limit}`.execute(db)
  return rows
}
