import type { DatabaseConfig } from '../config/database-config.ts'
import type { Database } from './database.ts'
import { migrateControl } from './migrate-control.ts'
import { openPglite } from './open-pglite.ts'
import { openPostgres } from './open-postgres.ts'

/** Opens the database and brings the control plane's tables up to date. */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const database = config.kind === 'pglite' ? await openPglite(config) : await openPostgres(config)
  try {
    await migrateControl(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}
