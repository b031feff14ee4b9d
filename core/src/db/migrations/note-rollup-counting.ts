import type { Kysely } from 'kysely'

/** Since when the records that there were are being counted into a rollup, for whoever waits for it. */
export async function noteRollupCounting(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_rollup').addColumn('counting_since', 'timestamptz').execute()
}
