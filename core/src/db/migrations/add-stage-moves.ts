import { type Kysely, sql } from 'kysely'

/** Records that a publish moves because it takes their stage away, and what was answered about them. */
export async function addStageMoves(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_stage_history').addColumn('cause', 'text').execute()
  await db.schema.alterTable('_stage_history').addColumn('model_version', 'integer').execute()
  await db.schema.alterTable('_publish_run').addColumn('stages', 'jsonb').execute()
  await db.schema.alterTable('_scheduled_publish').addColumn('stages', 'jsonb').execute()
  await db.schema
    .createTable('_stage_move')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('from_pipeline', 'text', (column) => column.notNull())
    .addColumn('from_stage', 'text', (column) => column.notNull())
    .addColumn('to_pipeline', 'text')
    .addColumn('to_stage', 'text')
    .addColumn('model_version', 'integer', (column) => column.notNull())
    .addColumn('moved_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('returns', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
  await db.schema
    .createIndex('_stage_move_from_idx')
    .on('_stage_move')
    .columns(['entity', 'from_pipeline', 'from_stage'])
    .execute()
  await db.schema.createIndex('_stage_move_version_idx').on('_stage_move').column('model_version').execute()
  await db.schema
    .createIndex('_stage_move_returns_idx')
    .on('_stage_move')
    .column('id')
    .where(sql<boolean>`${sql.ref('returns')}`)
    .execute()
}
