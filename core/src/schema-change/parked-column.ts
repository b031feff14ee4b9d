import { type Kysely, sql } from 'kysely'
import type { ParkedConversion } from '../db/parked-conversion.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

/** Names of parked tables and columns begin so. */
export const PARKED_PREFIX = '_parked_'

/** A column, or with an empty `column` a whole table, that was taken out of the model with its values kept. */
export interface ParkedColumn {
  readonly id: string
  readonly entity: string
  readonly table: string
  readonly column: string
  readonly parkedName: string
  readonly type: string
  readonly fieldId: string
  readonly atVersion: number
  /** Of a column whose field got another type; null where the field went. */
  readonly conversion: ParkedConversion | null
}

/** All that is parked in a tenant's schema, latest first. */
export async function readParkedColumns(db: Kysely<TenantTables>): Promise<ParkedColumn[]> {
  return db
    .selectFrom('_parked_column')
    .select([
      'id',
      'entity',
      sql<string>`table_name`.as('table'),
      sql<string>`column_name`.as('column'),
      sql<string>`parked_name`.as('parkedName'),
      sql<string>`column_type`.as('type'),
      sql<string>`field_id`.as('fieldId'),
      sql<number>`at_version`.as('atVersion'),
      'conversion',
    ])
    .orderBy('at_version', 'desc')
    .orderBy('id', 'desc')
    .execute()
}
