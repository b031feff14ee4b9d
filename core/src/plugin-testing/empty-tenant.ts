import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { type RawBuilder, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import type { FakeClock } from './fake-clock.ts'

/** Tables that say what the tenant is, and the tests' people; all others hold what was done in it. */
const KEPT = new Set(['_model_version', '_plugin', '_parked_column', '_migration', '_migration_lock', '_role', '_user'])

/** What roles of tests may do; `rights` of those that have any besides. */
interface TestRoles {
  roles: Record<string, RoleGrants>
  rights: Record<string, string[]>
}

export type EmptyTenant = (now: Date, roles: TestRoles) => Promise<void>

/**
 * Makes the function that takes all records out of a tenant of an embedded database, sets the clock and gives the
 * tenant these roles: one statement, two where the roles are others than before. Its model, plugins and people stay.
 */
export async function makeEmptyTenant(
  { database, forgetRoles }: Pick<Tenon, 'database' | 'forgetRoles'>,
  { tenant: { schema }, clock }: { tenant: TenantRef; clock: FakeClock },
): Promise<EmptyTenant> {
  // Few rows are there: deleting them is much faster than truncating, which makes new files. In one statement, because
  // references are looked at when it ends, and then nothing is left that could point at anything.
  const tables = await readTables(database, schema)
  const deletes = tables.map((table) => sql`${sql.id(table)} as (delete from ${sql.id(schema, table)})`)
  let given = JSON.stringify({ roles: {}, rights: {} } satisfies TestRoles)

  async function giveRoles(roles: string): Promise<void> {
    await replaceRoles(schema, roles).execute(database.control)
    forgetRoles(schema)
    given = roles
  }

  return async (now, roles) => {
    await sql`with ${sql.join(deletes)} select ${clock.setting(now)}`.execute(database.control)
    const wanted = JSON.stringify(roles)
    if (wanted !== given) await giveRoles(wanted)
  }
}

/** That the new ones are read after the old ones are gone is what the count is for. */
function replaceRoles(schema: string, roles: string): RawBuilder<unknown> {
  const table = sql.id(schema, '_role')
  return sql`with gone as (delete from ${table} returning 1)
    insert into ${table} (name, label, grants, rights)
    select key, jsonb_build_object('en', key), value,
      array(select jsonb_array_elements_text(${roles}::jsonb -> 'rights' -> key))
    from jsonb_each(${roles}::jsonb -> 'roles') where (select count(*) from gone) >= 0`
}

async function readTables(database: Tenon['database'], schema: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${schema} and table_type = 'BASE TABLE'`.execute(database.control)
  return rows.map(({ name }) => name).filter((name) => !KEPT.has(name))
}
