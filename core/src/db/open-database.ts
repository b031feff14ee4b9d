import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from './database.ts'
import { migrateControl } from './migrate-control.ts'
import { migrateTenants } from './migrate-tenants.ts'
import { openPglite } from './open-pglite.ts'
import { openPostgres } from './open-postgres.ts'

/** Opens the database and brings Tenon's own tables up to date, those of the control plane and of every tenant. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const database = config.kind === 'pglite' ? await openPglite(config) : await openPostgres(config)
  try {
    await migrateControl(database)
    await migrateTenants(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}
