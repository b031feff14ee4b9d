import { type Kysely, sql } from 'kysely'

/** How far plugins' migrations of records have come, and what they changed, for as long as their install can be undone. */
export async function addDataMigrations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_data_migration')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('from_version', 'text', (column) => column.notNull())
    .addColumn('to_version', 'text', (column) => column.notNull())
    .addColumn('after', 'uuid')
    .addColumn('changed', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('status', 'text', (column) => column.notNull().defaultTo('waiting'))
    .addColumn('error', 'json')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createTable('_migrated_record')
    .addColumn('migration', 'uuid', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('before', 'jsonb', (column) => column.notNull())
    .addColumn('after', 'jsonb', (column) => column.notNull())
    .addPrimaryKeyConstraint('_migrated_record_pkey', ['migration', 'record_id'])
    .execute()
}
