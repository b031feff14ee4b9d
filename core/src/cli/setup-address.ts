import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** Address of the page on which the first admin creates their account. The token stands after `#`, which no server logs. */
export async function setupAddress(tenon: Tenon, tenant: TenantRef, baseUrl: string): Promise<string> {
  return `${baseUrl}/setup#${await tenon.setupLinks.create(tenant)}`
}
