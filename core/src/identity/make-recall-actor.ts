import type { Actor, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { FindSubject } from './make-find-subject.ts'
import type { SiteDirectory } from './site-directory.ts'
import type { TenantDirectory } from './tenant-directory.ts'

/** Who somebody was, without what may have changed since: of users and keys only the id, of customers what their token said. */
export type ActorClaim =
  | { kind: 'user' | 'apiKey'; id: string }
  | { kind: 'customer'; site: string; scopes: readonly string[]; subject: { entity: string; id: string } }

/** The actor with the rights of this moment; null for one who may not sign in any more. */
export type RecallActor = (tenantId: string, claim: ActorClaim) => Promise<{ actor: Actor; tenant: TenantRef } | null>

interface Dependencies {
  database: Database
  tenants: TenantDirectory
  sites: SiteDirectory
  findSubject: FindSubject
}

/** For links that outlive the request that made them: whoever follows one is who asked for it, as that person is now. */
export function makeRecallActor({ database, tenants, sites, findSubject }: Dependencies): RecallActor {
  async function findActor(tenant: TenantRef, claim: ActorClaim): Promise<Actor | null> {
    if (claim.kind === 'customer') {
      const site = await sites.get(claim.site)
      const found = site?.tenantId === tenant.id ? await findSubject(tenant, claim.subject) : null
      return found && { kind: 'customer', site: claim.site, scopes: claim.scopes, ...found }
    }
    return claim.kind === 'user' ? findUser(database, tenant, claim.id) : findKey(database, tenant, claim.id)
  }

  return async (tenantId, claim) => {
    const tenant = await tenants.get(tenantId)
    const actor = tenant && (await findActor(tenant, claim))
    return tenant && actor ? { tenant, actor: Object.freeze(actor) } : null
  }
}

async function findUser(database: Database, tenant: TenantRef, id: string): Promise<Actor | null> {
  const query = database.tenant(tenant.schema).selectFrom('_user').select(['id', 'name', 'roles', 'team_id as team'])
  const row = await query.where('id', '=', id).where('active', '=', true).executeTakeFirst()
  return row === undefined ? null : { kind: 'user', ...row }
}

async function findKey(database: Database, tenant: TenantRef, id: string): Promise<Actor | null> {
  const row = await database.control
    .selectFrom('api_key')
    .select(['id', 'name', 'roles'])
    .where('id', '=', id)
    .where('tenant_id', '=', tenant.id)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', new Date())]))
    .executeTakeFirst()
  return row === undefined ? null : { kind: 'apiKey', ...row }
}
