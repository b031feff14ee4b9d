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
  // Not from information_schema, whose views take longer to plan than a test to run.
  const { rows } = await sql<WorkTable>`
    select relname as name, array_agg(attname::text order by attnum) filter (where attgenerated = '') as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relnamespace = ${schema}::regnamespace and relkind = 'r' group by relname`.execute(database.control)
  return rows.filter(({ name }) => !LASTING.includes(name))
}
