import { createHash } from 'node:crypto'

/** What roles of tenants are called, as a pattern of PostgreSQL. */
export const TENANT_ROLE = '^tenon_[0-9a-f]{8}_[0-9a-f]{32}$'

/**
 * Name of a tenant's role, 47 bytes. Roles belong to the whole server: a copy of the database beside it has the same
 * tenants, and must not get the same roles.
 */
export function tenantRoleName(databaseName: string, tenantId: string): string {
  const place = createHash('sha256').update(databaseName).digest('hex').slice(0, 8)
  return `tenon_${place}_${tenantId.replaceAll('-', '').toLowerCase()}`
}
