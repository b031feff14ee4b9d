import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from './database.ts'
import { migrateControl } from './migrate-control.ts'
import { migrateTenants } from './migrate-tenants.ts'

/** Opens the database and brings Tenon's own tables up to date, those of the control plane and of every tenant, which get their roles. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const database = await open(config)
  try {
    await migrateControl(database)
    await database.roles.assignAll()
    await migrateTenants(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

/** Of the two databases' drivers, only the one that is used is loaded. */
async function open(config: DatabaseConfig): Promise<Database> {
  if (config.kind === 'pglite') return (await import('./open-pglite.ts')).openPglite(config)
  return (await import('./open-postgres.ts')).openPostgres(config)
}
