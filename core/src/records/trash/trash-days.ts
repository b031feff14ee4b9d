import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'

const NAME = 'trashDays'
/** As long as parked values, and files that their record names no more. */
const DEFAULT_TRASH_DAYS = 30
/** A hundred years, beyond which there is nothing to reckon with. */
const MOST_DAYS = sql.lit(36_500)

/** Days that deleted records are kept; null: for ever. */
export async function readTrashDays(db: Kysely<TenantTables>): Promise<number | null> {
  const row = await db.selectFrom('_setting').select('value').where('name', '=', NAME).executeTakeFirst()
  if (row === undefined) return DEFAULT_TRASH_DAYS
  return typeof row.value === 'number' ? row.value : null
}

/** The same within a statement. */
export function storedTrashDays(schema: string): RawBuilder<number | null> {
  const setting = sql.id(schema, '_setting')
  return sql`case when exists (select 1 from ${setting} where name = ${NAME})
    then (select case when json_typeof(value) = 'number' then least((value #>> '{}')::numeric, ${MOST_DAYS}) end
      from ${setting} where name = ${NAME})::int
    else ${sql.lit(DEFAULT_TRASH_DAYS)} end`
}

export async function writeTrashDays(db: Kysely<TenantTables>, days: number | null): Promise<void> {
  const value = JSON.stringify(days)
  await db
    .insertInto('_setting')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: sql`now()` }))
    .execute()
}
