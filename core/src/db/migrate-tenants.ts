import type { Database } from './database.ts'
import { migrateTenant } from './migrate-tenant.ts'
import { tenantMigrations } from './migrations/tenant-migrations.ts'

/** Name of the migration after which a tenant's schema is up to date. */
export const LAST_TENANT_MIGRATION = Object.keys(tenantMigrations).sort().at(-1) ?? ''

/**
 * Brings the schemas of tenants that an older Tenon has made up to date. Which those are stands in the control plane,
 * so that a start with nothing to do costs one query, however many tenants there are.
 */
export async function migrateTenants(database: Database): Promise<void> {
  const behind = await database.control
    .selectFrom('tenant')
    .select(['id', 'schema'])
    .where('migration', 'is distinct from', LAST_TENANT_MIGRATION)
    .execute()
  for (const { id, schema } of behind) {
    await migrateTenant(database, schema)
    await database.control
      .updateTable('tenant')
      .set({ migration: LAST_TENANT_MIGRATION })
      .where('id', '=', id)
      .execute()
  }
}
