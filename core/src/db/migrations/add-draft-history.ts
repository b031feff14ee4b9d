import { type Kysely, sql } from 'kysely'

const now = sql`now()`

/** What admins do on the way to a publish, step by step; and who outside uses what. */
export async function addDraftHistory(db: Kysely<unknown>): Promise<void> {
  await addApiUse(db)
  await addSteps(db)
  await addApprovals(db)
  await addParts(db)
  await addSchedule(db)
}

/** What API keys and sites use of each entity, per day. */
async function addApiUse(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_api_use')
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('field', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('reads', 'bigint', (column) => column.notNull())
    .addColumn('writes', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('_api_use_pkey', ['entity', 'field', 'actor', 'day'])
    .execute()
}

/** Saves of a draft are steps that can be undone; states that are worth a name are kept. */
async function addSteps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_draft_revision')
    .addColumn('actor', 'text')
    // What was saved before counts as the beginning.
    .addColumn('kind', 'text', (column) => column.notNull().defaultTo('begin'))
    .addColumn('of_revision', 'integer')
    .addColumn('words', 'json')
    .execute()
  await db.schema
    .createTable('_draft_checkpoint')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('base_version', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('created_by', 'text', (column) => column.notNull())
    .execute()
}

/** A second admin's word on a plan that loses values. */
async function addApprovals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_plan_approval')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('lost', 'bigint', (column) => column.notNull())
    .addColumn('steps', 'json', (column) => column.notNull())
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'timestamptz')
    .addColumn('approved', 'boolean')
    .addColumn('used_version', 'integer')
    .execute()
  await db.schema.createIndex('_plan_approval_hash_idx').on('_plan_approval').column('hash').execute()
}

/** What plugins gave at each version, without the tenant's edits: by it old edits are carried over to today's plugins. */
async function addParts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_model_parts')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('document', 'json', (column) => column.notNull())
    .execute()
  await db.schema.alterTable('_model_version').addColumn('parts', 'text').execute()
}

/** Publishes that wait for their time. */
async function addSchedule(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_scheduled_publish')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('due_at', 'timestamptz', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('base_version', 'integer', (column) => column.notNull())
    .addColumn('agreed', 'jsonb', (column) => column.notNull())
    .addColumn('note', 'text')
    .addColumn('actor', 'jsonb', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('version', 'integer')
    .addColumn('error', 'jsonb')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('ended_at', 'timestamptz')
    .execute()
}
