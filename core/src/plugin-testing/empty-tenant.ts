import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** Tables that say what the tenant is; all others hold what was done in it. */
const KEPT = new Set(['_model_version', '_plugin', '_parked_column', '_migration'])

const tablesOf = new Map<string, string[]>()

/**
 * Takes all records and people out of a tenant of an embedded database and gives it these roles. Its model and plugins
 * stay. Foreign keys are not looked at meanwhile: nothing remains that they could be about.
 */
export async function emptyTenant(
  { database, forgetRoles }: Pick<Tenon, 'database' | 'forgetRoles'>,
  { schema }: TenantRef,
  roles: Record<string, RoleGrants>,
): Promise<void> {
  const tables = tablesOf.get(schema) ?? (await readTables(database, schema))
  tablesOf.set(schema, tables)
  // Few rows are there: deleting them is much faster than truncating, which makes new files.
  const deletes = tables.map((table) => `delete from ${quoted(schema)}.${quoted(table)};`)
  await database.execute(`begin; set local session_replication_role = replica; ${deletes.join('')} commit`)
  const rows = Object.entries(roles).map(([name, grants]) => ({
    name,
    label: JSON.stringify({ en: name }),
    grants: JSON.stringify(grants),
  }))
  if (rows.length > 0) await database.tenant(schema).insertInto('_role').values(rows).execute()
  forgetRoles(schema)
}

async function readTables(database: Tenon['database'], schema: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${schema} and table_type = 'BASE TABLE'`.execute(database.control)
  return rows.map(({ name }) => name).filter((name) => !KEPT.has(name))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
