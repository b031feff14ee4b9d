import { type Kysely, sql } from 'kysely'
import type { TenantTables } from './tenant-tables.ts'

const NAME = 'tagsByTyping'

/** Whether whoever may tag records may make tags by typing their names. Yes, until an admin says otherwise. */
export async function readTagsByTyping(db: Kysely<TenantTables>): Promise<boolean> {
  const row = await db.selectFrom('_setting').select('value').where('name', '=', NAME).executeTakeFirst()
  return row?.value !== false
}

export async function storeTagsByTyping(db: Kysely<TenantTables>, value: boolean): Promise<void> {
  const row = { name: NAME, value: JSON.stringify(value) }
  await db
    .insertInto('_setting')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: row.value, updated_at: sql`now()` }))
    .execute()
}
