import { type Kysely, sql } from 'kysely'

const now = sql`now()`

/** From where each change came, by whom all in all; and the chain that shows whether entries are as they were written. */
export async function addAuditOrigins(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_audit').addColumn('origin', 'jsonb').execute()
  // What a plugin did for somebody is found with what they did themselves.
  await db.schema
    .createIndex('_audit_person_idx')
    .on('_audit')
    .expression(sql`(coalesce(origin ->> 'onBehalfOf', actor)), id`)
    .execute()
  await addChain(db)
  await addRestoreRuns(db)
}

async function addChain(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_audit_link')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('audit_id', 'uuid', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('fact', 'bytea', (column) => column.notNull())
    .addColumn('content', 'bytea', (column) => column.notNull())
    .addColumn('hash', 'bytea', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('_audit_link_entry_idx').on('_audit_link').columns(['audit_id', 'seq']).execute()
  await db.schema
    .createTable('_audit_head')
    .addColumn('id', 'integer', (column) => column.primaryKey().defaultTo(1))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'bytea', (column) => column.notNull())
    .addColumn('through', 'uuid', (column) => column.notNull())
    .addColumn('swept_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addCheckConstraint('_audit_head_single', sql`id = 1`)
    .execute()
  const through = '00000000-0000-0000-0000-000000000000'
  const head = { seq: 0, hash: Buffer.alloc(32), through, swept_at: new Date(0) }
  await (db as Kysely<{ _audit_head: typeof head }>).insertInto('_audit_head').values(head).execute()
}

/** Runs that take back what somebody changed. */
async function addRestoreRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_restore_run')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('actor', 'jsonb', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('request', 'jsonb', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('report', 'jsonb', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('touched_at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('ended_at', 'timestamptz')
    .execute()
}
