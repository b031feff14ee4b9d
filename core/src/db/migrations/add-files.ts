import { type Kysely, sql } from 'kysely'

/** Uploads: what is known of each, whose it is, and which record it belongs to. */
export async function addFiles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_file')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('field_id', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('uploaded_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('facts', 'jsonb')
    .addColumn('size', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('sha256', 'text')
    .addColumn('record_id', 'uuid')
    .addColumn('detached_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('_file_record_idx').on('_file').column('record_id').execute()
  await db.schema
    .createIndex('_file_loose_idx')
    .on('_file')
    .column('created_at')
    .where(sql<boolean>`record_id is null or detached_at is not null`)
    .execute()
}
