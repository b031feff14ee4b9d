import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { ADMIN_ROLE, BUILT_IN_ROLES } from './built-in-roles.ts'

/** Role name → rights. */
export type Roles = ReadonlyMap<string, RoleGrants>

/** A change of a role made by another process is seen after this time at the latest. */
const FRESH_MILLISECONDS = 30_000
const MAX_TENANTS = 500

/** Roles per tenant, read once and kept for a short while. */
export interface RoleStore {
  get(tenant: TenantRef): Promise<Roles>
  forget(schema: string): void
}

export function makeRoleStore({ database }: { database: Database }): RoleStore {
  const kept = new Map<string, { roles: Promise<Roles>; until: number }>()

  function get(tenant: TenantRef): Promise<Roles> {
    const known = kept.get(tenant.schema)
    if (known !== undefined && known.until > Date.now()) return known.roles
    const roles = readRoles(database, tenant.schema)
    kept.delete(tenant.schema)
    kept.set(tenant.schema, { roles, until: Date.now() + FRESH_MILLISECONDS })
    roles.catch(() => kept.delete(tenant.schema))
    // The first key is the one read longest ago.
    for (const schema of kept.keys()) {
      if (kept.size <= MAX_TENANTS) break
      kept.delete(schema)
    }
    return roles
  }

  return { get, forget: (schema) => void kept.delete(schema) }
}

async function readRoles(database: Database, schema: string): Promise<Roles> {
  const rows = await database.tenant(schema).selectFrom('_role').select(['name', 'grants']).execute()
  const own = rows
    .filter(({ name }) => name !== ADMIN_ROLE)
    .map(({ name, grants }) => [name, grants as RoleGrants] as const)
  return new Map([...Object.entries(BUILT_IN_ROLES), ...own])
}
