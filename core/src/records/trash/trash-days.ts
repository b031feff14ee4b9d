import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'

const NAME = 'trashDays'
/** As long as parked values, and files that their record names no more. */
const DEFAULT_TRASH_DAYS = 30

/** Days that deleted records are kept; null: for ever. */
export async function readTrashDays(db: Kysely<TenantTables>): Promise<number | null> {
  const row = await db.selectFrom('_setting').select('value').where('name', '=', NAME).executeTakeFirst()
  if (row === undefined) return DEFAULT_TRASH_DAYS
  return typeof row.value === 'number' ? row.value : null
}

export async function writeTrashDays(db: Kysely<TenantTables>, days: number | null): Promise<void> {
  const value = JSON.stringify(days)
  await db
    .insertInto('_setting')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: sql`now()` }))
    .execute()
}
