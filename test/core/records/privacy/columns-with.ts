import { sql } from 'kysely'
import type { TestRecords } from '../open-test-records.ts'

/**
 * Columns of any table of the tenant, `table.column`, in which a text stands, whatever capitals: of every type, so that a table that is
 * added later is looked at too.
 */
export async function columnsWith({ database, tenant }: TestRecords, text: string): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = ${tenant.schema} and table_type = 'BASE TABLE'`.execute(database.control)
  const parts = tables.map(
    ({ name }) => sql`select distinct ${name}::text || '.' || c.key as place
      from ${sql.id(tenant.schema, name)} t, jsonb_each_text(to_jsonb(t)) c
      where strpos(lower(c.value), lower(${text}::text)) > 0`,
  )
  const { rows } = await sql<{ place: string }>`${sql.join(parts, sql` union `)} order by 1`.execute(database.control)
  return rows.map(({ place }) => place)
}
