import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'

/** Until then back a use counts, in days. */
export const API_USE_DAYS = 30

/** What a key or a site has done with a field over the API. */
export interface ApiUse {
  entity: string
  /** `*` for calls that asked for all fields, empty for all calls about the entity. */
  field: string
  /** `apiKey:<id>` or `site:<id>`. */
  actor: string
  reads: number
  writes: number
}

export async function readApiUse(db: Kysely<TenantTables>, entities: readonly string[]): Promise<ApiUse[]> {
  if (entities.length === 0) return []
  const total = (column: 'reads' | 'writes') => sql<number>`sum(${sql.ref(column)})::float8`.as(column)
  return db
    .selectFrom('_api_use')
    .select(['entity', 'field', 'actor', total('reads'), total('writes')])
    .where('entity', 'in', [...entities])
    .where('day', '>', sql<Date>`(now() at time zone 'utc')::date - ${sql.lit(API_USE_DAYS)}::int`)
    .groupBy(['entity', 'field', 'actor'])
    .orderBy('entity')
    .orderBy('field')
    .orderBy('actor')
    .execute()
}
