import type { EntityGrant, RoleGrants, RowExpression, RowScope } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { ADMIN_ROLE, BUILT_IN_ROLES } from './built-in-roles.ts'

/** What is stored of who may do what in a tenant. */
export interface StoredRights {
  /** Role name → rights over records. */
  readonly roles: ReadonlyMap<string, RoleGrants>
  /** Role name → other rights that it names. */
  readonly named: ReadonlyMap<string, readonly string[]>
  /** Those that have not ended. */
  readonly delegations: readonly StoredDelegation[]
  /** Keys of entities of which a record is shared. */
  readonly sharedEntities: ReadonlySet<string>
  readonly territories: readonly StoredTerritory[]
  /** Whether a role or territory has a condition: then it matters in which zone days begin. */
  readonly hasConditions: boolean
  /** All of it as a text: the same as long as nothing of it changes. */
  readonly content: string
}

interface StoredDelegation {
  readonly absent: string
  readonly standIn: string
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
}

interface StoredTerritory {
  readonly id: string
  readonly name: string
  readonly parent: string | null
  readonly members: readonly string[]
  /** Entity's key → condition over its records that belong to the territory. */
  readonly rules: Readonly<Record<string, string>>
}

interface Row {
  roles: Array<{ name: string; grants: RoleGrants; rights: string[] }>
  delegations: StoredDelegation[]
  shared: string[]
  territories: StoredTerritory[]
}

/** One statement. Which entities have shares, it finds by skipping from one to the next in the index. */
export async function readTenantRights(database: Database, schema: string): Promise<StoredRights> {
  const table = (name: string) => sql.id(schema, name)
  const { rows } = await sql<Row>`
    with recursive shared(entity) as (
      (select entity from ${table('_share')} order by entity limit 1)
      union all
      select (select s.entity from ${table('_share')} s where s.entity > shared.entity order by s.entity limit 1)
      from shared where shared.entity is not null
    )
    select
      (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'grants', grants, 'rights', rights)), '[]')
        from ${table('_role')}) as roles,
      (select coalesce(jsonb_agg(jsonb_build_object('absent', absent_id, 'standIn', stand_in_id,
          'from', floor(extract(epoch from starts_at) * 1000)::bigint,
          'until', floor(extract(epoch from ends_at) * 1000)::bigint)), '[]')
        from ${table('_delegation')} where ends_at > now()) as delegations,
      (select coalesce(jsonb_agg(entity), '[]') from shared where entity is not null) as shared,
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'parent', t.parent_id,
          'rules', t.rules, 'members', (select coalesce(jsonb_agg(m.user_id), '[]')
            from ${table('_territory_member')} m where m.territory_id = t.id))), '[]')
        from ${table('_territory')} t) as territories`.execute(database.tenant(schema))
  const [{ roles, delegations, shared, territories }] = rows as [Row]
  const own = roles.filter(({ name }) => name !== ADMIN_ROLE)
  const conditions = own.some(({ grants }) => Object.values(grants).some(hasCondition))
  return {
    roles: new Map([...Object.entries(BUILT_IN_ROLES), ...own.map(({ name, grants }) => [name, grants] as const)]),
    named: new Map(own.map(({ name, rights }) => [name, rights])),
    delegations,
    sharedEntities: new Set(shared),
    territories,
    hasConditions: conditions || territories.length > 0,
    content: JSON.stringify([roles, delegations, shared, territories]),
  }
}

function hasCondition({ create, read, update, delete: removal }: EntityGrant): boolean {
  return [create, read, update, removal].some(isExpression)
}

export function isExpression(scope: RowScope | undefined): scope is RowExpression {
  return typeof scope === 'object'
}
