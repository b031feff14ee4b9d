import type { MigrationFacts } from '@tenon/sdk/contract/plugin-calls'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { InstalledPlugin } from '../hooks/installed-plugin.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'

/** One migration of an install: a plugin's code over the records of one entity. */
export interface DataMigration {
  /** UUID. */
  id: string
  plugin: string
  entity: string
  fromVersion: string
  toVersion: string
  /** Id of the last record that is done. */
  after: string | null
  status: 'waiting' | 'done' | 'failed'
  error: { code: TenonErrorCode; message: string } | null
}

export interface PlannedMigration extends Pick<DataMigration, 'plugin' | 'entity' | 'fromVersion' | 'toVersion'> {}

/** Migrations of plugins that come in another version, in the order of dependencies. */
export function plannedMigrations(
  added: readonly PluginPackage[],
  installed: readonly PluginPackage[],
): PlannedMigration[] {
  return added.flatMap(({ manifest: { id, version }, hooks }) => {
    const before = installed.find(({ manifest }) => manifest.id === id)?.manifest.version
    if (before === undefined || before === version) return []
    return hooks.migrations.map((entity) => ({ plugin: id, entity, fromVersion: before, toVersion: version }))
  })
}

type Db = Kysely<TenantTables>

/** An install writes them in its own transaction. */
export async function insertDataMigrations(
  trx: Db,
  { change, migrations }: { change: string; migrations: readonly PlannedMigration[] },
): Promise<void> {
  if (migrations.length === 0) return
  const rows = migrations.map(({ plugin, entity, fromVersion, toVersion }) => ({
    ...{ id: uuidv7(), change, plugin, entity, from_version: fromVersion, to_version: toVersion },
  }))
  await trx.insertInto('_data_migration').values(rows).execute()
}

export async function readDataMigrations(db: Db, change: string): Promise<DataMigration[]> {
  return db
    .selectFrom('_data_migration')
    .select(['id', 'plugin', 'entity', 'after', 'status', 'error'])
    .select(['from_version as fromVersion', 'to_version as toVersion'])
    .where('change', '=', change)
    .orderBy('id')
    .execute()
}

/** Once the install can no longer be undone, nobody needs what was there before. */
export async function deleteDataMigrations(trx: Db, change: string): Promise<void> {
  const own = trx.selectFrom('_data_migration').select('id').where('change', '=', change)
  await trx.deleteFrom('_migrated_record').where('migration', 'in', own).execute()
  await trx.deleteFrom('_data_migration').where('change', '=', change).execute()
}

export async function noteDataMigration(
  db: Db,
  id: string,
  note: Pick<DataMigration, 'status' | 'error'>,
): Promise<void> {
  const error = note.error === null ? null : JSON.stringify(note.error)
  await db.updateTable('_data_migration').set({ status: note.status, error }).where('id', '=', id).execute()
}

/** What a migration makes of some records, in the order of their ids. */
export interface MigratedBatch {
  changes: MigratedRecord[]
  refused: Array<{ id: string; message: string }>
  /** Id of the last record that was looked at; null where none is left. */
  last: string | null
  looked: number
}

export interface MigratedRecord {
  id: string
  version: number
  title: string
  /** Fields that have other values now: the old ones, and the new ones in their stored form. */
  before: Record<string, unknown>
  after: Record<string, unknown>
}

export interface MigrateInput {
  plugin: InstalledPlugin
  /** As it is read now, and as its values are to fit. */
  entity: CompiledEntity
  target: CompiledEntity
  facts: MigrationFacts
  /** Leaves out what the migration has changed already, and younger records: the new version's code wrote them. */
  migration?: Pick<DataMigration, 'id'>
  after: string | null
  limit: number
}

/** Runs the code over a batch and changes nothing; the function of that name in records. */
type MigrateBatch = (ctx: RequestContext, input: MigrateInput) => Promise<MigratedBatch>

/** Stores a batch with what it was before, and moves the migration on; gives how many records had changed meanwhile. */
export type StoreMigrated = (
  ctx: RequestContext,
  input: { entity: CompiledEntity; migration: DataMigration; batch: MigratedBatch },
) => Promise<number>

/** Gives records back the values that a migration took, where nobody has changed them since; true once none is left. */
export type RevertMigrated = (
  ctx: RequestContext,
  input: { entity: CompiledEntity; migration: DataMigration },
) => Promise<boolean>

export interface RecordMigration {
  migrateBatch: MigrateBatch
  storeMigrated: StoreMigrated
  revertMigrated: RevertMigrated
}
