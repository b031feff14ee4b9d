import { type Kysely, sql } from 'kysely'

/** Publishes that take long: what is to be published, how far it is, and how values that were put aside come back. */
export async function addPublishRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_parked_column').addColumn('conversion', 'jsonb').execute()
  await db.schema
    .createTable('_publish_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('base_version', 'integer', (column) => column.notNull())
    .addColumn('document', 'json', (column) => column.notNull())
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('packages', sql`text[]`, (column) => column.notNull())
    .addColumn('draft_revision', 'integer')
    .addColumn('consent', 'boolean', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('actor', 'jsonb', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('version', 'integer')
    .addColumn('error', 'jsonb')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('touched_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('ended_at', 'timestamptz')
    .execute()
  // Two at a time would each plan on tables that the other one changes.
  await db.schema
    .createIndex('_publish_run_open_idx')
    .unique()
    .on('_publish_run')
    .expression(sql`(true)`)
    .where(sql.ref('status'), 'in', [sql.lit('running'), sql.lit('paused')])
    .execute()
  await db.schema
    .createTable('_publish_copy')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'uuid', (column) => column.notNull().references('_publish_run.id').onDelete('cascade'))
    .addColumn('last_id', 'uuid')
    .addColumn('done', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('total', 'bigint', (column) => column.notNull())
    .execute()
}
