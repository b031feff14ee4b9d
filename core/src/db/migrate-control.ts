import { sql } from 'kysely'
import { CONTROL_SCHEMA, type Database } from './database.ts'
import { controlMigrations } from './migrations/control-migrations.ts'
import { runMigrations } from './run-migrations.ts'

/** Name of the migration after which the control plane is up to date. */
export const LAST_CONTROL_MIGRATION = Object.keys(controlMigrations).sort().at(-1) ?? ''

/** Creates or updates the control plane. Safe when several processes start at once. */
export async function migrateControl(database: Database): Promise<void> {
  await sql`create schema if not exists ${sql.id(CONTROL_SCHEMA)}`.execute(database.control).catch(ignoreRace)
  await runMigrations(database.control, { schema: CONTROL_SCHEMA, migrations: controlMigrations })
}

/** Two processes may create the schema at once: `if not exists` does not cover that in PostgreSQL. */
function ignoreRace(cause: unknown): void {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code !== '23505' && code !== '42P06') throw cause
}
