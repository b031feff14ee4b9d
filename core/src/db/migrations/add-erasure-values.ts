import type { Kysely } from 'kysely'

/** What is to stand in fields that must have a value, where whoever erases a person's data has to choose it. */
export async function addErasureValues(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_erasure_run')
    .addColumn('chosen', 'jsonb', (column) => column.notNull().defaultTo('{}'))
    .execute()
}
