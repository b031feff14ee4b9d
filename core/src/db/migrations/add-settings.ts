import { type Kysely, sql } from 'kysely'

/** What holds for a tenant as a whole, one row per setting. */
export async function addSettings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_setting')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'json', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
}
