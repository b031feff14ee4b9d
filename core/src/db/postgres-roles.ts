import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import type { TenantRolesSetting } from '../config/database-config.ts'
import { operatorError } from '../context/operator-error.ts'
import { upTo } from '../context/up-to.ts'
import { giveRole } from './give-role.ts'
import { readLoginRights } from './login-rights.ts'
import { takeRole } from './take-role.ts'
import { TENANT_ROLE } from './tenant-role-name.ts'
import type { TenantRoles, TenantRolesState } from './tenant-roles.ts'

const MAX_KNOWN = 20_000
/** Another process may have given a tenant another role, or none. */
const FRESH_MILLISECONDS = 30_000

interface KnownRole {
  role: string | null
  /** In milliseconds since 1970. */
  staleAt: number
}

export interface PostgresRoles extends TenantRoles {
  /**
   * The role that a tenant's work is done as; null for the one that the server has signed in with, undefined where it
   * is to be found out first.
   */
  knownRole(schema: string): string | null | undefined
  findRole(schema: string): Promise<string | null>
  /** See `RoleClientOptions`. */
  readonly inherits: boolean
}

/**
 * Roles on a PostgreSQL server. Which role a tenant has is what PostgreSQL says: the owner of its schema, which is
 * changed last of all that is given to the role.
 * @throws TenonError CONFIG_INVALID where they are required and cannot be made
 */
export async function makePostgresRoles(pool: pg.Pool, setting: TenantRolesSetting): Promise<PostgresRoles> {
  const rights = await readLoginRights(pool)
  const state = stateOf(setting, rights.canMakeRoles)
  if (setting === 'required' && state !== 'on') throw notPermitted(rights.login)
  const known = new LRUCache<string, KnownRole>(upTo(MAX_KNOWN))
  const know = (schema: string, role: string | null) =>
    known.set(schema, { role, staleAt: Date.now() + FRESH_MILLISECONDS })

  function knownRole(schema: string): string | null | undefined {
    const found = known.get(schema)
    return found === undefined || found.staleAt < Date.now() ? undefined : found.role
  }

  async function findRole(schema: string): Promise<string | null> {
    const role = await readRole(pool, schema)
    if (role === null && state === 'on') return assignUnknown(schema)
    know(schema, role)
    return role
  }

  /** One that a process which gives no roles has made since. */
  async function assignUnknown(schema: string): Promise<string | null> {
    const tenant = (await readTenants(pool)).find((one) => one.schema === schema)
    if (tenant === undefined) return null
    await assign(tenant)
    return known.get(schema)?.role ?? null
  }

  async function assign(tenant: { id: string; schema: string }): Promise<void> {
    if (state !== 'on') return
    know(tenant.schema, await giveRole(pool, tenant, rights))
  }

  async function assignAll(): Promise<void> {
    const tenants = await readTenants(pool)
    if (state === 'on') await endInheriting(pool, rights.hasOptions)
    for (const { id, schema, role, isMember } of tenants) {
      if (state === 'off' && role !== null) await takeRole(pool, { schema, role }, rights)
      if (state === 'on' && !(role !== null && isMember)) await assign({ id, schema })
    }
  }

  return {
    state,
    warning: state === 'unavailable' ? warningFor(rights.login) : null,
    inherits: rights.isSuperuser || !rights.hasOptions,
    knownRole,
    findRole,
    assign,
    assignAll,
    drop: async (schema) => {
      const role = await readRole(pool, schema)
      known.delete(schema)
      if (role !== null) return takeRole(pool, { schema, role, withSchema: true }, rights)
      await pool.query(`drop schema if exists "${schema.replaceAll('"', '""')}" cascade`)
    },
  }
}

function stateOf(setting: TenantRolesSetting, canMakeRoles: boolean): TenantRolesState {
  if (setting === 'off') return 'off'
  return canMakeRoles ? 'on' : 'unavailable'
}

async function readRole(pool: pg.Pool, schema: string): Promise<string | null> {
  const text = `select r.rolname as role from pg_catalog.pg_namespace n
    join pg_catalog.pg_roles r on r.oid = n.nspowner where n.nspname = $1 and r.rolname ~ $2`
  const { rows } = await pool.query<{ role: string }>(text, [schema, TENANT_ROLE])
  return rows[0]?.role ?? null
}

interface KnownTenant {
  id: string
  schema: string
  role: string | null
  /** Whether whoever has signed in now is one of the role. */
  isMember: boolean
}

/** None where there is no control plane yet. */
async function readTenants(pool: pg.Pool): Promise<KnownTenant[]> {
  const { rows } = await pool.query<{ there: boolean }>(`select to_regclass('tenon.tenant') is not null as there`)
  if (rows[0]?.there !== true) return []
  const tenants = await pool.query<{ id: string; schema: string }>('select id, schema from tenon.tenant order by id')
  const owned = await pool.query<{ schema: string; role: string; member: boolean }>(
    `select n.nspname as schema, r.rolname as role, pg_has_role(r.oid, 'member') as member
    from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner where r.rolname ~ $1`,
    [TENANT_ROLE],
  )
  const bySchema = new Map(owned.rows.map((row) => [row.schema, row]))
  return tenants.rows.map(({ id, schema }) => {
    const { role = null, member = false } = bySchema.get(schema) ?? {}
    return { id, schema, role, isMember: member }
  })
}

/** What a process that died while it built an index has left. */
async function endInheriting(pool: pg.Pool, hasOptions: boolean): Promise<void> {
  if (!hasOptions) return
  const { rows } = await pool.query<{ role: string }>(
    `select r.rolname as role from pg_catalog.pg_auth_members m join pg_catalog.pg_roles r on r.oid = m.roleid
    where m.member = current_user::regrole and m.inherit_option and r.rolname ~ $1`,
    [TENANT_ROLE],
  )
  for (const { role } of rows) await pool.query(`grant "${role}" to current_user with inherit false`)
}

function warningFor(login: string): string {
  return `Tenants are kept apart by Tenon's own statements alone: the database role '${login}' may not make a role for each of them. Run ALTER ROLE "${login}" CREATEROLE and start again; TENON_TENANT_ROLES=off says that this is meant.`
}

function notPermitted(login: string): TenonError {
  return operatorError('CONFIG_INVALID', {
    en: `TENON_TENANT_ROLES is 'required', and the database role '${login}' may not make roles: run ALTER ROLE "${login}" CREATEROLE, or set TENON_TENANT_ROLES to 'on' or 'off'.`,
    'zh-CN': `TENON_TENANT_ROLES 为“required”，而数据库角色“${login}”无权创建角色：请运行“ALTER ROLE "${login}" CREATEROLE”，或将 TENON_TENANT_ROLES 设为 on 或 off。`,
  })
}
