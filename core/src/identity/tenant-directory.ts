import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { makeTtlCache } from './ttl-cache.ts'

export interface Tenant extends TenantRef {
  readonly name: string
}

/** Looks tenants up without a query per request. */
export interface TenantDirectory {
  get(id: string): Promise<Tenant | undefined>
  /** Tenants that the person is a member of, oldest first. */
  ofMember(userId: string): Promise<Tenant[]>
}

export function makeTenantDirectory(database: Database, milliseconds: number): TenantDirectory {
  const byId = makeTtlCache<Tenant | undefined>(milliseconds)
  const byMember = makeTtlCache<Tenant[]>(milliseconds)
  const tenants = () => database.control.selectFrom('tenant').select(['tenant.id', 'slug', 'schema', 'name'])
  return {
    get: (id) => byId.get(id, () => tenants().where('id', '=', id).executeTakeFirst()),
    ofMember: (userId) =>
      byMember.get(userId, () =>
        tenants()
          .innerJoin('tenant_member', 'tenant_member.tenant_id', 'tenant.id')
          .where('tenant_member.user_id', '=', userId)
          .orderBy('tenant.created_at')
          .execute(),
      ),
  }
}
