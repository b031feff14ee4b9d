import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import { isRelationGone } from './is-relation-gone.ts'

const TENANTS_PER_STATEMENT = 200

/** Those of the schemas for which a condition holds: one statement for many tenants. Those that are gone are passed over. */
export async function findSchemas(
  database: Database,
  schemas: readonly string[],
  condition: (schema: string) => RawBuilder<unknown>,
): Promise<string[]> {
  const found: string[] = []
  for (let at = 0; at < schemas.length; at += TENANTS_PER_STATEMENT) {
    found.push(...(await lookInto(database, schemas.slice(at, at + TENANTS_PER_STATEMENT), condition)))
  }
  return found
}

/** Where one of several is gone, each is asked about by itself. */
async function lookInto(
  database: Database,
  schemas: readonly string[],
  condition: (schema: string) => RawBuilder<unknown>,
): Promise<string[]> {
  const looks = schemas.map((schema) => sql`select ${schema}::text as schema where ${condition(schema)}`)
  try {
    const { rows } = await sql<{ schema: string }>`${sql.join(looks, sql` union all `)}`.execute(database.control)
    return rows.map(({ schema }) => schema)
  } catch (cause) {
    if (!isRelationGone(cause)) throw cause
    if (schemas.length === 1) return []
  }
  const found: string[] = []
  for (const schema of schemas) found.push(...(await lookInto(database, [schema], condition)))
  return found
}
