import { operatorError } from '../context/operator-error.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'
import { listTenants } from './list-tenants.ts'

/** @throws TenonError NOT_FOUND naming the tenants that there are */
export async function findTenant(database: Database, slug: string): Promise<TenantRef> {
  const tenants = await listTenants(database)
  const found = tenants.find((tenant) => tenant.slug === slug)
  if (found !== undefined) return { id: found.id, slug: found.slug, schema: found.schema }
  const known = tenants.map((tenant) => `'${tenant.slug}'`).join(', ')
  throw operatorError('NOT_FOUND', {
    en: `There is no tenant '${slug}'${known === '' ? ': create one with tenon tenant create' : `; there are ${known}`}.`,
    'zh-CN': `没有租户“${slug}”${known === '' ? '：请用“tenon tenant create”新建' : `；现有 ${known}`}。`,
  })
}
