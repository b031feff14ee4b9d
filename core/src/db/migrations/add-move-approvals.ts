import { type Kysely, sql } from 'kysely'

/** Managers of people, requests for approval of moves, and what was passed over or agreed to in audit and stage history. */
export async function addMoveApprovals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_user')
    .addColumn('manager_id', 'uuid', (column) => column.references('_user.id').onDelete('set null'))
    .execute()
  await db.schema.createIndex('_user_manager_idx').on('_user').column('manager_id').execute()
  await db.schema.alterTable('_audit').addColumn('details', 'jsonb').execute()
  await db.schema
    .alterTable('_stage_history')
    .addColumn('override', 'jsonb')
    .addColumn('approval', 'uuid')
    .addColumn('approved_by', 'jsonb')
    .execute()
  await createApprovals(db)
}

async function createApprovals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_move_approval')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('from_pipeline', 'text', (column) => column.notNull())
    .addColumn('from_stage', 'text', (column) => column.notNull())
    // With it a record that went away and came back is told from one that stayed.
    .addColumn('entered_at', 'timestamptz')
    .addColumn('to_pipeline', 'text', (column) => column.notNull())
    .addColumn('to_stage', 'text', (column) => column.notNull())
    .addColumn('record_values', 'jsonb', (column) => column.notNull())
    .addColumn('comment', 'text')
    .addColumn('requested_by', 'text', (column) => column.notNull())
    .addColumn('requested_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('rules', 'jsonb', (column) => column.notNull())
    .addColumn('agreed', 'jsonb', (column) => column.notNull())
    .addColumn('refusal', 'jsonb')
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('decision_comment', 'text')
    .execute()
  await db.schema
    .createIndex('_move_approval_open_idx')
    .unique()
    .on('_move_approval')
    .columns(['record_id', 'to_pipeline', 'to_stage'])
    .where(sql.ref('status'), '=', sql.lit('open'))
    .execute()
  await db.schema.createIndex('_move_approval_record_idx').on('_move_approval').column('record_id').execute()
  await db.schema.createIndex('_move_approval_asked_idx').on('_move_approval').column('requested_by').execute()
}
