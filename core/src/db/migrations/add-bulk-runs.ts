import { type Kysely, sql } from 'kysely'

/** Changes of many records that go on when the request is over, what became of each record, and parts of an answer under a key. */
export async function addBulkRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_bulk_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    // What is done to each record, with its values.
    .addColumn('operation', 'json', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    // The run that this one takes back.
    .addColumn('undoes', 'uuid')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('refused', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('skipped', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('error', 'text')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('touched_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('ended_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('_bulk_run_actor_idx').on('_bulk_run').columns(['actor', 'started_at']).execute()
  await db.schema.createIndex('_bulk_run_started_idx').on('_bulk_run').column('started_at').execute()
  await db.schema
    .createIndex('_bulk_run_undoes_idx')
    .on('_bulk_run')
    .column('undoes')
    .where(sql.ref('undoes'), 'is not', null)
    .execute()
  await db.schema
    .createTable('_bulk_row')
    .addColumn('run', 'uuid', (column) => column.notNull().references('_bulk_run.id').onDelete('cascade'))
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('waiting'))
    // The version that the run has given the record.
    .addColumn('version', 'integer')
    .addColumn('code', 'text')
    .addColumn('message', 'text')
    .addPrimaryKeyConstraint('_bulk_row_pkey', ['run', 'record_id'])
    .execute()
  // What is said of a record goes with it when it is purged.
  await db.schema.createIndex('_bulk_row_record_idx').on('_bulk_row').column('record_id').execute()
  // Records that are made by a request with a key, each part as it is made: known when its process dies before the answer.
  await db.schema.alterTable('_request_key').addColumn('done', 'jsonb').execute()
}
