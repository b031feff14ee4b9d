import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'

/** The tenant of that short name, or all. */
export async function tenantsOf(tenon: Tenon, slug: string | undefined): Promise<TenantRef[]> {
  return slug === undefined ? tenon.listTenants() : [await findTenant(tenon.database, slug)]
}
