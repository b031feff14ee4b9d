import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/** Runs of changes of many records that another process can go on with, and groups of records to be merged among what they are about. */
export async function goOnWithBulkRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_bulk_run')
    // Which records, until they are put down.
    .addColumn('target', 'json')
    // From where the request came, and in which language, for whoever goes on with it.
    .addColumn('origin', 'json')
    .addColumn('locale', 'text')
    // Whoever works on it; a process that finds another here writes nothing any more.
    .addColumn('worker', 'uuid')
    // How often it was taken up since anything of it was done.
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  // Of a merge: what is to be merged into the record, and the values.
  await db.schema.alterTable('_bulk_row').addColumn('input', 'jsonb').execute()
  await db.schema.createIndex('_merge_kept_idx').on('_merge').column('kept_id').execute()
  // What would be needed to go on with these was not kept.
  await sql`update ${sql.id(await schemaOf(db), '_bulk_run')} set status = 'interrupted', ended_at = now()
    where status = 'running'`.execute(db)
}
