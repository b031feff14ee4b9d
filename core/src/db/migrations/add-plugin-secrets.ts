import { type Kysely, sql } from 'kysely'

const now = sql`now()`

/** What an admin does with installed plugins: secrets, a count of changes to see them by, hooks to look after. */
export async function addPluginSecrets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_plugin')
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('settings_revision', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createTable('_plugin_secret')
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('set_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('set_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('_plugin_secret_pkey', ['plugin', 'name'])
    .execute()
  await db.schema
    .createTable('_plugin_alert')
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('hook', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addPrimaryKeyConstraint('_plugin_alert_pkey', ['plugin', 'hook'])
    .execute()
}
