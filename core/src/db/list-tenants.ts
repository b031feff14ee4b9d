import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'

/** All tenants with their names, oldest first. */
export async function listTenants(database: Database): Promise<Array<TenantRef & { name: string }>> {
  return database.control.selectFrom('tenant').select(['id', 'slug', 'schema', 'name']).orderBy('created_at').execute()
}
