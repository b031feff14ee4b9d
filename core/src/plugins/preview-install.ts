import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { MigrationPreview } from '@tenon/sdk/contract/plugins-api'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import { borrowedColumns } from './borrowed-columns.ts'
import { type PlannedMigration, plannedMigrations, type RecordMigration } from './data-migration.ts'
import { effectiveSettings } from './effective-settings.ts'
import { mergeChecked } from './merge-checked.ts'
import { readInstalled } from './read-installed.ts'
import type { StoredPlugin } from './read-installed-plugins.ts'

const BATCH = 200
/** So many records of each entity are tried. */
const LOOKED = 1_000
const SAMPLES = 20

/** What other versions of plugins would do to records, and what they meet of the tenant's edits. */
export interface InstallPreview {
  migrations: MigrationPreview[]
  conflicts: EditConflict[]
  plan: ChangePlan
}

export type PreviewInstall = (ctx: RequestContext, added: PluginPackage[]) => Promise<InstallPreview>

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  planModel: PlanModel
  recordMigration: RecordMigration
}

/**
 * Runs the migrations of versions that are not installed yet over the first records, in the sandbox, and says what they
 * would change. Nothing is kept, and their code may ask for nothing. That the actor may do this is for the caller to check.
 */
export function makePreviewInstall({ database, models, planModel, recordMigration }: Dependencies): PreviewInstall {
  return async function previewInstall(ctx, added) {
    const db = database.tenant(ctx.tenant.schema)
    const { stored, installed, edits, baseVersion } = await readInstalled(db)
    const borrowed = await borrowedColumns(db, ctx, { installed, edits, baseVersion })
    const { document, conflicts } = await mergeChecked(ctx, { installed, added, edits, borrowed })
    const now = await models.get(ctx.tenant)
    const then = compileModel(structuredClone(document), now.version + 1)
    const migrations: MigrationPreview[] = []
    for (const planned of plannedMigrations(added, installed)) {
      const entity = now.entities.get(planned.entity)
      const target = then.entities.get(planned.entity)
      const coming = added.find(({ manifest }) => manifest.id === planned.plugin)
      if (entity === undefined || target === undefined || coming === undefined) continue
      const settings = settingsOf(stored, planned.plugin)
      const { values } = effectiveSettings(coming.manifest.settings, settings, ctx.locale)
      const plugin = { package: coming, grants: [], settings: values }
      const tried = await tryOut({ recordMigration, ctx, entity, target, plugin, planned })
      migrations.push({ ...tried, ...(await describe(db, ctx.tenant.schema, { planned, entity })) })
    }
    return { migrations, conflicts, plan: await planModel(ctx, document) }
  }
}

function settingsOf(stored: readonly StoredPlugin[], id: string): JsonObject {
  return stored.find((one) => one.package.manifest.id === id)?.storedSettings ?? {}
}

interface Trial {
  recordMigration: RecordMigration
  ctx: RequestContext
  entity: CompiledEntity
  target: CompiledEntity
  plugin: Parameters<RecordMigration['migrateBatch']>[1]['plugin']
  planned: PlannedMigration
}

/** A trial is no way round the mask: that a sensitive value changes is shown, not the value. */
function masked({ fields }: CompiledEntity, values: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(values as JsonObject)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, fields.get(name)?.schema.sensitive === true ? '•••' : value]),
  )
}

async function tryOut({ recordMigration, ctx, planned, ...given }: Trial) {
  const { fromVersion, toVersion } = planned
  const facts = { fromVersion, toVersion, dryRun: true }
  const sum: Pick<MigrationPreview, 'looked' | 'changed' | 'refused' | 'samples'> = {
    ...{ looked: 0, changed: 0 },
    ...{ refused: [], samples: [] },
  }
  for (let after: string | null = null; sum.looked < LOOKED; ) {
    const batch = await recordMigration.migrateBatch(ctx, { ...given, facts, after, limit: BATCH })
    sum.looked += batch.looked
    sum.changed += batch.changes.length
    sum.refused.push(...batch.refused.slice(0, SAMPLES - sum.refused.length))
    for (const { id, title, before, after: values } of batch.changes.slice(0, SAMPLES - sum.samples.length)) {
      sum.samples.push({ id, title, before: masked(given.target, before), after: masked(given.target, values) })
    }
    if (batch.last === null || batch.looked < BATCH) break
    after = batch.last
  }
  return sum
}

async function describe(
  db: Kysely<TenantTables>,
  schema: string,
  { planned, entity }: { planned: PlannedMigration; entity: CompiledEntity },
) {
  const { rows } = await sql<{
    records: string
  }>`select count(*)::text as records from ${sql.id(schema, entity.table)}`.execute(db)
  return { ...planned, label: entity.schema.label, records: Number(rows[0]?.records ?? 0) }
}
