import { type Kysely, sql } from 'kysely'

const now = sql`now()`

/** What plugins' code does later, or because the outside world or an install asks for it. */
export async function addPluginTasks(db: Kysely<unknown>): Promise<void> {
  await createTasks(db)
  await indexTasks(db)
  await createWebhooks(db)
  await db.schema.alterTable('_plugin').addColumn('pending', 'json').execute()
  await letOutboxHoldPluginEvents(db)
}

async function createTasks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_plugin_task')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    // `json`, not `jsonb`: a webhook's body may hold characters that `jsonb` cannot.
    .addColumn('data', 'json', (column) => column.notNull())
    .addColumn('key', 'text')
    .addColumn('run_at', 'timestamptz', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('error_code', 'text')
    .addColumn('error', 'text')
    .addColumn('depth', 'integer', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('finished_at', 'timestamptz')
    .addColumn('queued_at', 'timestamptz')
    .addColumn('claim', 'uuid')
    .addColumn('locked_until', 'timestamptz')
    .execute()
}

async function letOutboxHoldPluginEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_outbox')
    .alterColumn('entity', (column) => column.dropNotNull())
    .alterColumn('record_id', (column) => column.dropNotNull())
    .alterColumn('version', (column) => column.dropNotNull())
    .addColumn('name', 'text')
    .addColumn('payload', 'json')
    .execute()
}

async function indexTasks(db: Kysely<unknown>): Promise<void> {
  const waiting = sql<boolean>`status = 'waiting'`
  await db.schema
    .createIndex('_plugin_task_key_idx')
    .on('_plugin_task')
    .unique()
    .columns(['plugin', 'name', 'key'])
    .where(sql<boolean>`status = 'waiting' and key is not null`)
    .execute()
  await db.schema
    .createIndex('_plugin_task_due_idx')
    .on('_plugin_task')
    .column('run_at')
    .where(sql<boolean>`status in ('waiting', 'running')`)
    .execute()
  await db.schema.createIndex('_plugin_task_waiting_idx').on('_plugin_task').column('plugin').where(waiting).execute()
  await db.schema
    .createIndex('_plugin_task_list_idx')
    .on('_plugin_task')
    .columns(['plugin', 'created_at', 'id'])
    .execute()
  await db.schema
    .createIndex('_plugin_task_finished_idx')
    .on('_plugin_task')
    .column('finished_at')
    .where(sql<boolean>`finished_at is not null`)
    .execute()
}

async function createWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_plugin_webhook')
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('verify', 'text', (column) => column.notNull())
    .addColumn('header', 'text', (column) => column.notNull())
    .addColumn('prefix', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('secret', 'text')
    .addColumn('previous_secret', 'text')
    .addColumn('previous_until', 'timestamptz')
    .addColumn('enabled', 'boolean', (column) => column.notNull().defaultTo(true))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('last_received_at', 'timestamptz')
    .addPrimaryKeyConstraint('_plugin_webhook_pkey', ['plugin', 'name'])
    .execute()
}
