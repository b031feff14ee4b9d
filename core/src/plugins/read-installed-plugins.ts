import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { completePackage } from './complete-package.ts'
import { orderPackages } from './order-packages.ts'

/** A plugin as it lies in the tenant's tables. */
export interface StoredPlugin {
  package: PluginPackage
  grants: string[]
  /** What an admin has set, as it was stored: perhaps for another version's form. */
  storedSettings: JsonObject
  /** Counts changes of grants and settings. */
  revision: number
  installedAt: Date
}

/** Reads a tenant's plugins from its tables, in the order of their dependencies. */
export async function readInstalledPlugins(db: Kysely<TenantTables>): Promise<StoredPlugin[]> {
  const installedAt = sql<Date>`installed_at`.as('installedAt')
  const rows = await db
    .selectFrom('_plugin')
    .select(['id', 'package', 'grants', 'settings', 'revision', installedAt])
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const ordered = orderPackages(
    rows.map((row) => completePackage(row.package)),
    'en',
  )
  return ordered.flatMap((plugin) => {
    const row = byId.get(plugin.manifest.id)
    if (row === undefined) return []
    const { grants, settings, revision, installedAt } = row
    return [{ package: plugin, grants, storedSettings: settings ?? {}, revision, installedAt }]
  })
}

/** Grows whenever grants or settings of the tenant's plugins change. */
export async function readPluginRevision(db: Kysely<TenantTables>): Promise<number> {
  const { sum } = await db
    .selectFrom('_plugin')
    .select(sql<number>`coalesce(sum(revision), 0)::integer`.as('sum'))
    .executeTakeFirstOrThrow()
  return sum
}
