import { type DatabaseIntrospector, type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { operatorError } from '../context/operator-error.ts'

interface MigrationSet {
  schema: string
  migrations: Record<string, Migration>
  /** Table that says which ones it has had. */
  list?: string
}

/** Runs the migrations that `schema` has not had yet, all or none, under the migrator's lock. */
export async function runMigrations<T>(
  db: Kysely<T>,
  { schema, migrations, list = '_migration' }: MigrationSet,
): Promise<void> {
  const migrator = new Migrator({
    db: lookingOnlyInto(schema, db.withSchema(schema)),
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
    migrationTableName: list,
    migrationLockTableName: `${list}_lock`,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'unknown'
  const reason = error instanceof Error ? error.message : String(error)
  const texts = {
    en: `Migration '${failed}' of the database schema '${schema}' failed: ${reason}`,
    'zh-CN': `数据库“${schema}”的迁移“${failed}”失败：“${reason}”`,
  }
  throw operatorError('UNAVAILABLE', texts, error)
}

/**
 * The migrator asks which tables there are, and would be told all columns of all tables of all tenants: with a thousand
 * tenants that takes seconds each time. Here it is told of its own schema, which is all that it looks for.
 */
function lookingOnlyInto<T>(schema: string, db: Kysely<T>): Kysely<T> {
  const introspection = {
    getSchemas: async () => [{ name: schema }],
    getTables: async () => {
      const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = ${schema} and c.relkind = 'r'`.execute(db)
      return rows.map(({ name }) => ({ name, schema, isView: false, isForeign: false, columns: [] }))
    },
  } satisfies Pick<DatabaseIntrospector, 'getSchemas' | 'getTables'>
  return new Proxy(db, {
    get(target, name) {
      if (name === 'introspection') return introspection
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
