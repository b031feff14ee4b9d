import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

export interface FilePlace {
  table: string
  column: string
}

/**
 * Where a file may be named: each JSON column of the tables of records, whatever the model says at this moment. Tables and
 * columns that were put aside are among them, since they may come back, and so is what a publish under way has made.
 */
export async function findFilePlaces(db: Kysely<TenantTables>, schema: string): Promise<FilePlace[]> {
  const { rows } = await sql<FilePlace>`
    select c.relname as table, a.attname as column
    from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = ${schema}) and c.relkind = 'r'
      and (c.relname not like '\\_%' or c.relname like '\\_parked\\_%')
      and a.attnum > 0 and not a.attisdropped and a.atttypid = 'jsonb'::regtype
      and exists (select 1 from pg_catalog.pg_attribute i where i.attrelid = c.oid and i.attname = 'id')
    order by 1, 2`.execute(db)
  return rows
}

/** Condition over `_file f` that its record, live, deleted or put aside, names it in one of the places. */
export function isNamed(schema: string, places: readonly FilePlace[]): RawBuilder<boolean> {
  const looks = places.map(({ table, column }) => {
    const value = sql.ref(`r.${column}`)
    return sql`select 1 from ${sql.id(schema, table)} r
      where r.id = f.record_id and ${value} @> jsonb_build_array(jsonb_build_object('id', f.id::text))`
  })
  return looks.length === 0 ? sql<boolean>`false` : sql<boolean>`exists (${sql.join(looks, sql` union all `)})`
}
