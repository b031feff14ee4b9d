import { type Kysely, sql } from 'kysely'

/** Erasures of a person's data, what they have still to do, and records of which nothing may be erased. */
export async function addPersonalData(db: Kysely<unknown>): Promise<void> {
  const now = sql`now()`
  await db.schema
    .createTable('_erasure_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('erased', 'jsonb', (column) => column.notNull())
    .addColumn('kept', 'jsonb', (column) => column.notNull())
    .addColumn('actor', 'jsonb', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('ended_at', 'timestamptz')
    .execute()
  await db.schema
    .createIndex('_erasure_run_open_idx')
    .on('_erasure_run')
    .columns(['entity', 'record_id'])
    .unique()
    .where(sql.ref('status'), '=', 'running')
    .execute()
  await db.schema
    .createTable('_erasure_target')
    .addColumn('run', 'uuid', (column) => column.notNull().references('_erasure_run.id').onDelete('cascade'))
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('done', 'boolean', (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint('_erasure_target_pkey', ['run', 'entity', 'record_id'])
    .execute()
  await db.schema
    .createTable('_legal_hold')
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('set_by', 'text', (column) => column.notNull())
    .addColumn('set_by_name', 'text', (column) => column.notNull())
    .addColumn('set_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('_legal_hold_pkey', ['entity', 'record_id'])
    .execute()
}
