import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../tenant-tables.ts'

/** What a draft has still to be chosen in, and what it was at each save: the base of edits that others made on it. */
export async function addEditConflicts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_draft')
    .addColumn('conflicts', 'json', (column) => column.notNull().defaultTo(sql`'[]'`))
    .execute()
  await db.schema
    .createTable('_draft_revision')
    .addColumn('revision', 'integer', (column) => column.primaryKey())
    .addColumn('edits', 'json', (column) => column.notNull())
    .addColumn('saved_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  // A draft that somebody has open at this moment can be merged with too.
  const drafts = db as Kysely<TenantTables>
  await drafts
    .insertInto('_draft_revision')
    .columns(['revision', 'edits'])
    .expression(drafts.selectFrom('_draft').select(['revision', 'edits']))
    .execute()
}
