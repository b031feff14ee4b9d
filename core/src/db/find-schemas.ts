import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

const TENANTS_PER_STATEMENT = 200

/** Those of the schemas for which a condition holds: one statement for many tenants. */
export async function findSchemas(
  database: Database,
  schemas: readonly string[],
  condition: (schema: string) => RawBuilder<unknown>,
): Promise<string[]> {
  const found: string[] = []
  for (let at = 0; at < schemas.length; at += TENANTS_PER_STATEMENT) {
    const looks = schemas
      .slice(at, at + TENANTS_PER_STATEMENT)
      .map((schema) => sql`select ${schema}::text as schema where ${condition(schema)}`)
    const { rows } = await sql<{ schema: string }>`${sql.join(looks, sql` union all `)}`.execute(database.control)
    found.push(...rows.map(({ schema }) => schema))
  }
  return found
}
