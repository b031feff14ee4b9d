import pg from 'pg'
import { operatorError } from '../context/operator-error.ts'
import { type Ask, inRoleChange } from './in-role-change.ts'
import type { LoginRights } from './login-rights.ts'
import { TENANT_ROLE, tenantRoleName } from './tenant-role-name.ts'

const quote = pg.escapeIdentifier

/**
 * Makes a tenant's role and the owner of its schema and all that is in it, in one transaction. The role that the
 * server has signed in with becomes a member that must enter the role to write, and may read: what looks through all
 * tenants for work, and backups, do that. Resolves to the role's name.
 * @throws TenonError CONFIG_INVALID where PostgreSQL does not permit it
 */
export async function giveRole(
  pool: pg.Pool,
  tenant: { id: string; schema: string },
  rights: LoginRights,
): Promise<string> {
  try {
    return await inRoleChange(pool, tenant.schema, (ask) => give(ask, tenant, rights))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '42501')) throw cause
    const texts = {
      en: `The database role '${rights.login}' may not give the schema '${tenant.schema}' a role of its own (${cause.message}): it must own the schema and what is in it, or be a member with the admin option of the role that does. TENON_TENANT_ROLES=off does without.`,
      'zh-CN': `数据库角色“${rights.login}”无权为“${tenant.schema}”设置单独的角色（“${cause.message}”）：它必须拥有该 schema 及其内容，或者是拥有者角色的成员并带有管理选项。TENON_TENANT_ROLES=off 则不使用单独的角色。`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
  }
}

async function give(ask: Ask, { id, schema }: { id: string; schema: string }, rights: LoginRights): Promise<string> {
  const present = await ownerOf(ask, schema)
  const role = present ?? tenantRoleName(rights.databaseName, id)
  await makeRole(ask, role, rights)
  if (present === null) await handOver(ask, { schema, role })
  await ask(`set local role ${quote(role)}`)
  const [inSchema, login] = [`in schema ${quote(schema)}`, quote(rights.login)]
  await ask(`grant usage on schema ${quote(schema)} to ${login};
    grant select on all tables ${inSchema} to ${login}; grant select on all sequences ${inSchema} to ${login};
    alter default privileges ${inSchema} grant select on tables to ${login};
    alter default privileges ${inSchema} grant select on sequences to ${login}`)
  return role
}

/** The role that it has already: by another process, or by one that has signed in differently. */
async function ownerOf(ask: Ask, schema: string): Promise<string | null> {
  const { rows } = await ask(
    `select r.rolname as role from pg_catalog.pg_namespace n join pg_catalog.pg_roles r on r.oid = n.nspowner
    where n.nspname = $1 and r.rolname ~ $2`,
    [schema, TENANT_ROLE],
  )
  return rows[0]?.role ?? null
}

async function makeRole(ask: Ask, role: string, { hasOptions, isCitus }: LoginRights): Promise<void> {
  const { rows } = await ask('select 1 from pg_catalog.pg_roles where rolname = $1', [role])
  const login = isCitus ? 'login' : 'nologin'
  if (rows.length === 0)
    await ask(`create role ${quote(role)} ${login} nosuperuser nocreatedb nocreaterole noreplication`)
  await ask(`grant ${quote(role)} to current_user${hasOptions ? ' with inherit false, set true' : ''}`)
}

/** The schema last: who it belongs to says that all is done. */
async function handOver(ask: Ask, { schema, role }: { schema: string; role: string }): Promise<void> {
  const { rows } = await ask(PARTS, [schema])
  const parts = rows.map(({ part }: { part: string }) => `alter ${part} owner to ${quote(role)};`)
  await ask(`grant usage, create on schema ${quote(schema)} to ${quote(role)};
    ${parts.join('\n')}
    alter schema ${quote(schema)} owner to ${quote(role)}`)
}

/** All that has an owner of its own: indexes and sequences of columns go with their tables. */
const PARTS = `
  select format('%s %I.%I', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
      when 'S' then 'sequence' when 'c' then 'type' when 'f' then 'foreign table' else 'table' end,
      n.nspname, c.relname) as part
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm', 'S', 'c', 'f') and not exists (select 1
      from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
        and d.deptype in ('a', 'i', 'e') and c.relkind = 'S')
  union all
  select format('routine %I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid))
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname = $1
  union all
  select format('%s %I.%I', case t.typtype when 'd' then 'domain' else 'type' end, n.nspname, t.typname)
    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where n.nspname = $1 and t.typtype in ('d', 'e', 'r')`
