import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { type RawBuilder, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import type { FakeClock } from './fake-clock.ts'
import type { WorkTable } from './read-work-tables.ts'

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
export function makeEmptyTenant(
  { database, forgetRoles }: Pick<Tenon, 'database' | 'forgetRoles'>,
  { tenant: { schema }, clock, tables }: { tenant: TenantRef; clock: FakeClock; tables: readonly WorkTable[] },
): EmptyTenant {
  // Few rows are there: deleting them is much faster than truncating, which makes new files. In one statement, because
  // references are looked at when it ends, and then nothing is left that could point at anything.
  const deletes = tables.map(({ name }) => sql`${sql.id(name)} as (delete from ${sql.id(schema, name)})`)
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
