import { type Kysely, sql } from 'kysely'

/** Views that people save, and what each person has for themselves: columns, records looked at last, favourites. */
export async function addSavedViews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_saved_view')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'uuid', (column) => column.references('_user.id').onDelete('cascade'))
    .addColumn('definition', 'jsonb', (column) => column.notNull())
    .addColumn('audience', 'text', (column) => column.notNull().check(sql`audience in ('nobody', 'everyone', 'some')`))
    .addColumn('roles', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('teams', sql`uuid[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('default_for', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addCheckConstraint('_saved_view_nobody_check', sql`owner_id is not null or audience <> 'nobody'`)
    .execute()
  await db.schema.createIndex('_saved_view_entity_idx').on('_saved_view').columns(['entity', 'position']).execute()
  await db.schema
    .createTable('_list_preference')
    .addColumn('user_id', 'uuid', (column) => column.notNull().references('_user.id').onDelete('cascade'))
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('view', 'text', (column) => column.notNull())
    .addColumn('columns', 'jsonb')
    .addColumn('used_at', 'timestamptz')
    .addPrimaryKeyConstraint('_list_preference_pkey', ['user_id', 'entity', 'view'])
    .execute()
  for (const table of ['_recent_record', '_favourite_record']) await addKnownRecords(db, table)
}

async function addKnownRecords(db: Kysely<unknown>, table: string): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn('user_id', 'uuid', (column) => column.notNull().references('_user.id').onDelete('cascade'))
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('record_id', 'uuid', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint(`${table}_pkey`, ['user_id', 'record_id'])
    .execute()
  await db.schema.createIndex(`${table}_at_idx`).on(table).columns(['user_id', 'at']).execute()
}
