import { type Kysely, sql } from 'kysely'
import { heldRecords } from '../db/held-records.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

interface ParkedPlace {
  entity: string
  table_name: string
  /** Empty for a whole table. */
  column_name: string
  parked_name: string
}

/** Whether a record on hold lies in a table that was put aside, or has a value in such a column: a hold keeps that too. */
export async function isHeld(db: Kysely<TenantTables>, schema: string, place: ParkedPlace): Promise<boolean> {
  const { entity, column_name, parked_name } = place
  const { rows: held } = await sql<{ id: string }>`
    select h.id from ${heldRecords(schema)} h where h.entity = ${entity}::text`.execute(db)
  if (held.length === 0) return false
  const table = column_name === '' ? parked_name : await findParkedTable(db, schema, place)
  if (table === null) return false
  const filled = column_name === '' ? sql`true` : sql`${sql.ref(`r.${parked_name}`)} is not null`
  const { rows } = await sql`select 1 from ${sql.id(schema, table)} r
    where r.id = any(${held.map(({ id }) => id)}::uuid[]) and ${filled} limit 1`.execute(db)
  return rows.length > 0
}

/** The column's table, which may itself have been put aside since under another name. */
export async function findParkedTable(
  db: Kysely<TenantTables>,
  schema: string,
  { table_name, parked_name }: Pick<ParkedPlace, 'table_name' | 'parked_name'>,
): Promise<string | null> {
  const parkedTables = db
    .selectFrom('_parked_column')
    .select('parked_name')
    .where('table_name', '=', table_name)
    .where('column_name', '=', '')
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = ${schema}) and c.relkind = 'r'
      and a.attname = ${parked_name} and (c.relname = ${table_name} or c.relname in (${parkedTables}))
    order by c.relname = ${table_name} desc limit 1`.execute(db)
  return rows[0]?.name ?? null
}
