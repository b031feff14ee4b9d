import { type Kysely, sql } from 'kysely'

/** Keys by which a request that is sent again is known, with the first one's answer; for a day. */
export async function addRequestKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('_request_key')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('key', sql`text collate "C"`, (column) => column.notNull())
    // What was asked, as a hash; who is at it; since when.
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('claim', 'uuid', (column) => column.notNull())
    .addColumn('claimed_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    // `json`, so that the answer comes back letter for letter. Null until the change is made.
    .addColumn('answer', 'json')
    .addPrimaryKeyConstraint('_request_key_pkey', ['actor', 'key'])
    .execute()
  await db.schema.createIndex('_request_key_age_idx').on('_request_key').column('claimed_at').execute()
}
