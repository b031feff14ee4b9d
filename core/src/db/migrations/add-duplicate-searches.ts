import { type Kysely, sql } from 'kysely'

/** Searches for duplicates over whole entities, the newest by each rule, and pairs of records that they found alike. */
export async function addDuplicateSearches(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_duplicate_search')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('entity', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('looked', 'integer', (column) => column.notNull().defaultTo(0))
    // About how many records there are.
    .addColumn('total', 'integer', (column) => column.notNull().defaultTo(0))
    // The last record that was looked at.
    .addColumn('after', 'uuid')
    // Records that have more candidates than are compared.
    .addColumn('crowded', 'integer', (column) => column.notNull().defaultTo(0))
    // There are more pairs than are kept.
    .addColumn('full', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('error', 'text')
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('worker', 'uuid')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('touched_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('ended_at', 'timestamptz')
    .addUniqueConstraint('_duplicate_search_rule_key', ['entity', 'rule'])
    .execute()
  await db.schema
    .createTable('_duplicate_pair')
    .addColumn('search', 'uuid', (column) => column.notNull().references('_duplicate_search.id').onDelete('cascade'))
    // The smaller id first.
    .addColumn('one', 'uuid', (column) => column.notNull())
    .addColumn('other', 'uuid', (column) => column.notNull())
    .addPrimaryKeyConstraint('_duplicate_pair_pkey', ['search', 'one', 'other'])
    .execute()
}
