import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../core/src/db/database.ts'

/** Of the advisory lock. */
const LOCK = sql.raw('7102, 7102')

interface HeldRow {
  schema: string
  table: string
  /** Condition over `old`. */
  row: RawBuilder<unknown>
}

/**
 * Keeps whoever rewrites the rows of a table, page by page and in the order of ids, from going past a row. Resolves to
 * the function that lets them go on. PostgreSQL only.
 */
export async function holdCopying(database: Database, { schema, table, row }: HeldRow): Promise<() => void> {
  const db = database.tenant(schema)
  const { rows } = await sql`select 1 from pg_trigger
    where tgname = 'hold' and tgrelid = ${`${schema}.${table}`}::regclass`.execute(db)
  if (rows.length === 0) {
    await sql`create or replace function public.hold() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(${LOCK}); return new; end $$`.execute(database.control)
    await sql`create trigger hold before update on ${sql.id(schema, table)}
      for each row when (${row}) execute function public.hold()`.execute(db)
  }
  const { promise: released, resolve: letGo } = Promise.withResolvers<void>()
  await new Promise<void>((resolve, reject) => {
    const holding = database.transaction(schema, async (trx) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx)
      resolve()
      await released
    })
    holding.catch(reject)
  })
  return letGo
}

/** Whether somebody stands at the row. */
export async function isHeld(database: Database): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks where not granted and locktype = 'advisory'
    and (classid, objid, objsubid) = (${LOCK}, 2)
    and database = (select oid from pg_database where datname = current_database())`.execute(database.control)
  return rows.length > 0
}
