import type { Kysely } from 'kysely'

/** Old names of entities, fields and stages that go on working for a while. */
export async function addFormerNames(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_former_name')
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('renamed_at', 'timestamptz', (column) => column.notNull())
    .addColumn('ends_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('_former_name_pkey', ['part', 'scope', 'name'])
    .execute()
}
