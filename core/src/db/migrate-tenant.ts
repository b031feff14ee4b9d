import type { Database } from './database.ts'
import { tenantMigrations } from './migrations/tenant-migrations.ts'
import { runMigrations } from './run-migrations.ts'

/** Brings Tenon's own tables in a tenant's schema up to date. */
export async function migrateTenant(database: Database, schema: string): Promise<void> {
  await runMigrations(database.tenant(schema), { schema, migrations: tenantMigrations })
}
