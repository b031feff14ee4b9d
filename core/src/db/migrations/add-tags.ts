import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/**
 * Tags that any record can have. Entities' tables get a column, which touches no row; its index is built after the start,
 * while they are in use: see `sweepLeftovers`.
 */
export async function addTags(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_tag')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    // The name without what makes no difference, by code point: the order is the same whatever the database's language.
    .addColumn('key', sql`text collate "C"`, (column) => column.notNull().unique())
    .addColumn('hue', 'text', (column) => column.notNull())
    .addColumn('entities', sql`text[]`)
    .addColumn('archived_at', 'timestamptz')
    .addColumn('leaving_since', 'timestamptz')
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await extendEntityTables(db)
}

/** Also those that are put aside: they may come back. Only entities' tables have these three columns. */
async function extendEntityTables(db: Kysely<unknown>): Promise<void> {
  const schema = await schemaOf(db)
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
    where n.nspname = ${schema} and c.relkind in ('r', 'p') and a.attname in ('owner_id', 'updated_by', 'deleted_at')
    group by c.relname having count(*) = 3 order by c.relname`.execute(db)
  for (const { name } of rows) {
    await sql`alter table ${sql.id(schema, name)} add column if not exists _tags uuid[]`.execute(db)
  }
}
