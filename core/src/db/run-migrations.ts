import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

interface MigrationSet {
  schema: string
  migrations: Record<string, Migration>
}

/** Runs the migrations that `schema` has not had yet, all or none, under the migrator's lock. */
export async function runMigrations<T>(db: Kysely<T>, { schema, migrations }: MigrationSet): Promise<void> {
  const migrator = new Migrator({
    db: db.withSchema(schema),
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
    migrationTableName: '_migration',
    migrationLockTableName: '_migration_lock',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'unknown'
  throw new TenonError({
    code: 'UNAVAILABLE',
    message: `Migration '${failed}' of the database schema '${schema}' failed: ${error instanceof Error ? error.message : String(error)}`,
    cause: error,
  })
}
