import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Tables that say what the tenant is and how it is set up, and the tests' people. */
const LASTING = [
  '_model_version',
  '_model_parts',
  '_plugin',
  '_plugin_secret',
  '_parked_column',
  '_migration',
  '_migration_lock',
  '_role',
  '_user',
]

export interface WorkTable {
  name: string
  /** Those that take a value, which generated ones do not. */
  columns: string[]
}

/** The tables of a tenant that hold what was done in it. */
export async function readWorkTables(database: Pick<Database, 'control'>, schema: string): Promise<WorkTable[]> {
  const { rows } = await sql<WorkTable>`
    select table_name as name,
      json_agg(column_name order by ordinal_position) filter (where is_generated = 'NEVER') as columns
    from information_schema.tables join information_schema.columns using (table_schema, table_name)
    where table_schema = ${schema} and table_type = 'BASE TABLE' group by table_name`.execute(database.control)
  return rows.filter(({ name }) => !LASTING.includes(name))
}
