import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'

/** Tenants whose plugins have, or once had, work that is done later; the others need not be looked into for it. */
export async function listWorkingTenants(database: Database): Promise<TenantRef[]> {
  return database.control
    .selectFrom('tenant')
    .select(['id', 'slug', 'schema'])
    .where('has_plugin_work', '=', true)
    .execute()
}
