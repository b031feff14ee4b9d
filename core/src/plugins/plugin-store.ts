import type { BoundContract } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { ModelStore } from '../model/model-store.ts'
import { completePackage } from './complete-package.ts'
import { boundContracts } from './contract-bindings.ts'
import { orderPackages } from './order-packages.ts'

/** A plugin of a tenant with what its code may do there. */
export interface InstalledPlugin {
  readonly package: PluginPackage
  readonly grants: readonly string[]
  readonly settings: JsonObject
  /** Contract that it consumes → what fulfils it here. */
  readonly contracts: Readonly<Record<string, BoundContract>>
  readonly installedAt: Date
}

export interface PluginStore {
  /** The tenant's plugins in the order of their dependencies. */
  get(tenant: TenantRef): Promise<readonly InstalledPlugin[]>
  /** Their packages only: what `mergeModel` takes. */
  packages(tenant: TenantRef): Promise<PluginPackage[]>
  /** For changes that come without a new model version. */
  invalidate(tenant: Pick<TenantRef, 'schema'>): void
}

interface Kept {
  modelVersion: number
  plugins: readonly InstalledPlugin[]
}

/**
 * Installed plugins by tenant. Every install publishes a model version, so what is kept is good for as long as that
 * version is in force, and the model store hears of a new one. Equal packages of many tenants are kept once.
 */
export function makePluginStore({
  database,
  models,
  capacity = 200,
}: {
  database: Database
  models: Pick<ModelStore, 'get'>
  capacity?: number
}): PluginStore {
  const kept = new LRUCache<string, Kept>({ max: capacity })
  const shared = new LRUCache<string, PluginPackage>({ max: capacity })

  async function load(tenant: TenantRef): Promise<readonly InstalledPlugin[]> {
    const read = await readInstalledPlugins(database.tenant(tenant.schema))
    return read.map((plugin) => {
      const known = shared.get(plugin.package.integrity)
      if (known === undefined) shared.set(plugin.package.integrity, plugin.package)
      return Object.freeze({ ...plugin, package: known ?? plugin.package })
    })
  }

  async function get(tenant: TenantRef): Promise<readonly InstalledPlugin[]> {
    const { version } = await models.get(tenant)
    const known = kept.get(tenant.schema)
    if (known?.modelVersion === version) return known.plugins
    const plugins = await load(tenant)
    kept.set(tenant.schema, { modelVersion: version, plugins })
    return plugins
  }

  return {
    get,
    packages: async (tenant) => (await get(tenant)).map((plugin) => plugin.package),
    invalidate: ({ schema }) => void kept.delete(schema),
  }
}

/** Reads a tenant's plugins from its tables, in the order of their dependencies. */
export async function readInstalledPlugins(db: Kysely<TenantTables>): Promise<InstalledPlugin[]> {
  const installedAt = sql<Date>`installed_at`.as('installedAt')
  const rows = await db.selectFrom('_plugin').select(['id', 'package', 'grants', 'settings', installedAt]).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const ordered = orderPackages(
    rows.map((row) => completePackage(row.package)),
    'en',
  )
  return ordered.flatMap((plugin) => {
    const row = byId.get(plugin.manifest.id)
    if (row === undefined) return []
    const contracts = boundContracts(plugin, ordered)
    return [
      { package: plugin, grants: row.grants, settings: row.settings ?? {}, contracts, installedAt: row.installedAt },
    ]
  })
}
