import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/**
 * Figures that are kept ready: totals as they were last put together, and what writes have added to them since. Writers only add
 * rows, so that none waits for another.
 */
export async function addRollups(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_rollup')
    // Table, name and a hash of what is kept: another definition is another rollup.
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('table_name', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    // Of one that is kept by periods of times: the zone by whose clocks these begin.
    .addColumn('time_zone', 'text')
    // Null until the records that there were are in the totals.
    .addColumn('filled_at', 'timestamptz')
    .execute()
  const figures = (table: '_rollup_total' | '_rollup_delta') =>
    db.schema
      .createTable(table)
      .addColumn('rollup', 'text', (column) => column.notNull())
      // 0 for the records themselves, else the place of a sum, from 1.
      .addColumn('part', 'smallint', (column) => column.notNull())
      // Of money, else empty.
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('keys', 'jsonb', (column) => column.notNull())
      .addColumn('records', 'bigint', (column) => column.notNull())
      // Those of the records that have an amount.
      .addColumn('filled', 'bigint', (column) => column.notNull())
      .addColumn('amount', 'numeric', (column) => column.notNull())
  // Rows are changed in place, and those of the second come and go.
  await figures('_rollup_total').modifyEnd(sql`with (fillfactor = 50)`).execute()
  await figures('_rollup_delta')
    .modifyEnd(sql`with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`)
    .execute()
  // Keys may be long texts, which an index does not take.
  const total = sql.id(await schemaOf(db), '_rollup_total')
  await sql`create unique index "_rollup_total_key" on ${total} (rollup, part, currency, md5(keys::text))`.execute(db)
  await db.schema.createIndex('_rollup_delta_idx').on('_rollup_delta').column('rollup').execute()
}
