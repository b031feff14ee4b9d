import { type Kysely, sql } from 'kysely'

/** Records that were merged into others, and what has to be put back when that is undone. */
export async function addMerges(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_merge')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('kept_id', 'uuid', (column) => column.notNull())
    .addColumn('kept_version', 'integer')
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('shares', 'jsonb')
    .addColumn('undone_at', 'timestamptz')
    .execute()
  await db.schema
    .createTable('_merged_record')
    .addColumn('merge_id', 'uuid', (column) => column.notNull().references('_merge.id').onDelete('cascade'))
    // What refers to others comes after them.
    .addColumn('wave', 'integer', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('into_id', 'uuid', (column) => column.notNull())
    .addPrimaryKeyConstraint('_merged_record_pkey', ['record_id', 'merge_id'])
    .execute()
  await db.schema.createIndex('_merged_record_merge_idx').on('_merged_record').column('merge_id').execute()
  await db.schema
    .createTable('_merge_move')
    .addColumn('merge_id', 'uuid', (column) => column.notNull().references('_merge.id').onDelete('cascade'))
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('field', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    // What the field named, one id or a list in its order.
    .addColumn('before', sql`uuid[]`, (column) => column.notNull())
    .addColumn('after', sql`uuid[]`, (column) => column.notNull())
    .addPrimaryKeyConstraint('_merge_move_pkey', ['merge_id', 'entity', 'record_id', 'field'])
    .execute()
  await db.schema.alterTable('_trash').addColumn('merge_id', 'uuid').execute()
}
