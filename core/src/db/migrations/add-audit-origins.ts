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
  await addTrash(db)
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

/** Deleted records, so that they are found without looking through all. Those of before are kept from now on. */
async function addTrash(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_trash')
    .addColumn('record_id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('kept_from', 'timestamptz', (column) => column.notNull().defaultTo(now))
    .execute()
  await db.schema.createIndex('_trash_entity_idx').on('_trash').columns(['entity', 'at', 'record_id']).execute()
  await db.schema.createIndex('_trash_kept_idx').on('_trash').column('kept_from').execute()
  const tables = db as Kysely<{ _audit: AuditedDeletion; _trash: TrashedRecord }>
  const last = tables
    .selectFrom('_audit')
    .distinctOn(['entity', 'record_id'])
    .select(['record_id', 'entity', 'at', 'actor', 'reason', 'action'])
    .where('action', 'in', ['delete', 'restore'])
    .where('record_id', 'is not', null)
    .orderBy('entity')
    .orderBy('record_id')
    .orderBy('id', 'desc')
  await tables
    .insertInto('_trash')
    .columns(['record_id', 'entity', 'at', 'actor', 'reason'])
    .expression(
      tables
        .selectFrom(last.as('l'))
        .select(['l.record_id', 'l.entity', 'l.at', 'l.actor', 'l.reason'])
        .where('l.action', '=', 'delete'),
    )
    .onConflict((conflict) => conflict.column('record_id').doNothing())
    .execute()
}

interface TrashedRecord {
  record_id: string | null
  entity: string
  at: Date
  actor: string
  reason: string | null
}

interface AuditedDeletion extends TrashedRecord {
  id: string
  action: string
}
