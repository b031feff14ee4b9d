import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

const now = sql`now()`

async function createControlTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('tenant')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('schema', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
  await db.schema
    .createTable('tenant_member')
    .addColumn('user_id', 'uuid', (column) => column.notNull())
    .addColumn('tenant_id', 'uuid', (column) => column.notNull().references('tenant.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('tenant_member_pkey', ['user_id', 'tenant_id'])
    .execute()
}

async function createSettings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('setting')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'jsonb', (column) => column.notNull())
    .execute()
}

async function createCredentialTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('tenant_id', 'uuid', (column) => column.notNull().references('tenant.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('roles', sql`text[]`, (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz')
    .addColumn('last_used_at', 'timestamptz')
    .addColumn('revoked_at', 'timestamptz')
    .execute()
  await db.schema
    .createTable('site')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'uuid', (column) => column.notNull().references('tenant.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('origins', sql`text[]`, (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('revoked_at', 'timestamptz')
    .execute()
  await db.schema
    .createTable('setup_link')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('tenant_id', 'uuid', (column) => column.notNull().references('tenant.id').onDelete('cascade'))
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .addColumn('used_at', 'timestamptz')
    .execute()
}

/** When plugins' schedules are next due, for one timer per process; and which tenants have such work to look for. */
async function createPluginSchedules(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plugin_schedule')
    .addColumn('tenant_id', 'uuid', (column) => column.notNull().references('tenant.id').onDelete('cascade'))
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('cron', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('next_run_at', 'timestamptz', (column) => column.notNull())
    .addColumn('last_run_at', 'timestamptz')
    .addColumn('paused', 'boolean', (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint('plugin_schedule_pkey', ['tenant_id', 'plugin', 'name'])
    .execute()
  await db.schema
    .createIndex('plugin_schedule_due_idx')
    .on('plugin_schedule')
    .column('next_run_at')
    .where(sql.ref('paused'), '=', false)
    .execute()
  await db.schema
    .alterTable('tenant')
    .addColumn('has_plugin_work', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('migration', 'text')
    .execute()
}

/** Which tenants' tables were found to be as their models say, and by which rules: only the others are gone through at a start. */
async function noteSwept(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tenant').addColumn('swept_as', 'text').execute()
}

export const controlMigrations: Record<string, Migration> = {
  '0001-control-plane': {
    async up(db: Kysely<unknown>) {
      await createControlTables(db)
      await createCredentialTables(db)
      await createSettings(db)
    },
  },
  '0002-plugin-schedules': { up: createPluginSchedules },
  '0003-swept-tenants': { up: noteSwept },
}
