import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'
import { listTenants } from './list-tenants.ts'

/** @throws TenonError NOT_FOUND naming the tenants that there are */
export async function findTenant(database: Database, slug: string): Promise<TenantRef> {
  const tenants = await listTenants(database)
  const found = tenants.find((tenant) => tenant.slug === slug)
  if (found !== undefined) return { id: found.id, slug: found.slug, schema: found.schema }
  const known = tenants.map((tenant) => `'${tenant.slug}'`).join(', ')
  throw new TenonError({
    code: 'NOT_FOUND',
    message: `There is no tenant '${slug}'${known === '' ? ': create one with tenon tenant create' : `; there are ${known}`}.`,
  })
}
