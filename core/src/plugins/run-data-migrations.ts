import { setTimeout } from 'node:timers/promises'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import type { ModelStore } from '../model/model-store.ts'
import { type DataMigration, noteDataMigration, type RecordMigration, readDataMigrations } from './data-migration.ts'
import { mayPassSoon } from './may-pass-soon.ts'

const BATCH = 200
/** So often in a row may a batch find no place in the sandbox, or its process die. */
const MAX_FAILURES = 20
const PAUSE_MILLISECONDS = 1_000

export interface MigrationDependencies {
  database: Database
  models: Pick<ModelStore, 'get' | 'invalidate'>
  plugins: InstalledPlugins & { invalidate(tenant: Pick<TenantRef, 'schema'>): void }
  recordMigration: RecordMigration
}

/**
 * Runs what is left of an install's migrations, batch by batch; a process that comes after one that died goes on after
 * the last batch. Gives the error of the first that fails, null where all are done. To be called under the change lock.
 */
export async function runDataMigrations(
  dependencies: MigrationDependencies,
  ctx: RequestContext,
  change: string,
): Promise<TenonError | null> {
  const db = dependencies.database.tenant(ctx.tenant.schema)
  for (const migration of await readDataMigrations(db, change)) {
    if (migration.status === 'done') continue
    if (migration.status === 'failed' && migration.error !== null) {
      return new TenonError({ ...migration.error, plugin: migration.plugin })
    }
    const error = await runOne(dependencies, ctx, migration)
    const status = error === null ? 'done' : 'failed'
    const told = error === null ? null : { code: error.code, message: error.message }
    await noteDataMigration(db, migration.id, { status, error: told })
    if (error !== null) return error
  }
  return null
}

async function runOne(
  dependencies: MigrationDependencies,
  ctx: RequestContext,
  migration: DataMigration,
): Promise<TenonError | null> {
  let { after } = migration
  for (let failures = 0; ; ) {
    try {
      const next = await runBatch(dependencies, ctx, { ...migration, after })
      if (next === null) return null
      after = next
      failures = 0
    } catch (error) {
      if (!(error instanceof TenonError)) throw error
      failures += 1
      if (!mayPassSoon(error) || failures >= MAX_FAILURES) return error
      await setTimeout(PAUSE_MILLISECONDS)
    }
  }
}

/** Gives where to go on; null at the end. */
async function runBatch(
  { models, plugins, recordMigration }: MigrationDependencies,
  ctx: RequestContext,
  migration: DataMigration,
): Promise<string | null> {
  const { plugin: id, entity: name, fromVersion, toVersion, after } = migration
  const entity = (await models.get(ctx.tenant)).entities.get(name)
  const plugin = (await plugins.get(ctx.tenant)).find(({ package: one }) => one.manifest.id === id)
  // An admin may have taken the entity away: then it has no records to migrate.
  if (entity === undefined || plugin === undefined) return null
  const { signal } = new AbortController()
  const acting = { ...ctx, signal }
  const facts = { fromVersion, toVersion, dryRun: false }
  const batch = await recordMigration.migrateBatch(acting, {
    ...{ plugin, entity, target: entity, facts, migration, after, limit: BATCH },
  })
  const [refused] = batch.refused
  if (refused !== undefined) throw refusal(ctx, migration, refused)
  if (batch.last === null) return null
  const missed = await recordMigration.storeMigrated(acting, { entity, migration, batch })
  return missed === 0 ? batch.last : (after ?? NIL)
}

/** Before the first record. */
const NIL = '00000000-0000-0000-0000-000000000000'

function refusal(
  { locale }: RequestContext,
  { plugin, entity }: DataMigration,
  { id, message }: { id: string; message: string },
): TenonError {
  const text: LocalizedText = {
    en: `the migration of ${entity} stopped at record ${id}: ${message}`,
    'zh-CN': `${entity} 的迁移在记录 ${id} 处停止：${message}`,
  }
  return new TenonError({ code: 'HOOK_REJECTED', message: textIn(text, locale), plugin })
}

/** Gives all records back what the migrations of an install took from them, the last one first. */
export async function revertDataMigrations(
  { database, models, recordMigration }: Pick<MigrationDependencies, 'database' | 'models' | 'recordMigration'>,
  ctx: RequestContext,
  change: string,
): Promise<void> {
  const migrations = await readDataMigrations(database.tenant(ctx.tenant.schema), change)
  if (migrations.length === 0) return
  await models.invalidate(ctx.tenant)
  for (const migration of migrations.reverse()) {
    const entity = (await models.get(ctx.tenant)).entities.get(migration.entity)
    if (entity === undefined) continue
    while (!(await recordMigration.revertMigrated(ctx, { entity, migration })));
  }
}
