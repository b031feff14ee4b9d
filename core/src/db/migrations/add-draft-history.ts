import type { Kysely } from 'kysely'

/** What API keys and sites use of each entity, per day. */
export async function addDraftHistory(db: Kysely<unknown>): Promise<void> {
  await addApiUse(db)
}

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
