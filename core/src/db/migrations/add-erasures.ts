import { type Kysely, sql } from 'kysely'

/** What has still to be erased of data that was purged; whoever comes next goes on with it. */
export async function addErasures(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_erasure')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('plugin', 'text', (column) => column.notNull())
    .addColumn('traces', 'json', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
}
