import type { BoundContract } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import { upTo } from '../context/up-to.ts'
import type { Database } from '../db/database.ts'
import { isFresh } from '../db/is-fresh.ts'
import type { ModelStore } from '../model/model-store.ts'
import { boundContracts } from './contract-bindings.ts'
import { effectiveSettings } from './effective-settings.ts'
import { listenForPlugins } from './plugin-channel.ts'
import { readInstalledPlugins, readPluginRevision, type StoredPlugin } from './read-installed-plugins.ts'

/** A plugin of a tenant with what its code may do there. */
export interface InstalledPlugin {
  readonly package: PluginPackage
  readonly grants: readonly string[]
  /** What an admin has set, complete with defaults. */
  readonly settings: JsonObject
  /** Contract that it consumes → what fulfils it here. */
  readonly contracts: Readonly<Record<string, BoundContract>>
  /** Settings that are missing, or that the present version's form does not take. */
  readonly settingsProblems: number
  readonly installedAt: Date
}

export interface PluginStore {
  /** The tenant's plugins in the order of their dependencies. */
  get(tenant: TenantRef): Promise<readonly InstalledPlugin[]>
  /** Their packages only: what `mergeModel` takes. */
  packages(tenant: TenantRef): Promise<PluginPackage[]>
  /** The next `get` reads again. Other processes hear of changes by `tellOfPlugin` or a new model version. */
  invalidate(tenant: Pick<TenantRef, 'schema'>): void
  /** Stops listening to the database. */
  close(): Promise<void>
}

export interface PluginStoreOptions {
  database: Database
  models: Pick<ModelStore, 'get'>
  /** Packages that are kept at hand: one for all tenants that have it. */
  capacity?: number
  /** Age at which kept plugins are compared with the database where notices may have been lost. */
  recheckMilliseconds?: number
}

interface Kept {
  modelVersion: number
  revision: number
  /** Of `performance.now`. */
  askedAt: number
  plugins: readonly InstalledPlugin[]
}

/** Without the packages, which they share, each takes next to nothing. */
const MAX_TENANTS = 10_000

/**
 * Installed plugins by tenant. Every install publishes a model version, of which the model store hears; grants and
 * settings change without one and have a channel of their own. Equal packages of many tenants are kept once.
 */
export function makePluginStore(options: PluginStoreOptions): PluginStore {
  const { database, models, capacity = 200, recheckMilliseconds } = options
  const kept = new LRUCache<string, Kept>(upTo(MAX_TENANTS))
  const shared = new LRUCache<string, PluginPackage>({
    max: capacity,
    dispose: (_, integrity, reason) => {
      if (reason === 'evict') releaseUsers(kept, integrity)
    },
  })
  // A load that began before its tenant was forgotten is used by whoever waits for it, and not kept.
  const generations = new LRUCache<string, object>(upTo(MAX_TENANTS))
  let stop: Promise<() => Promise<void>> | null = null
  const stopResting = database.inUse.onRest((schemas) => {
    for (const schema of schemas) forget(schema)
    const used = new Set([...kept.values()].flatMap(({ plugins }) => plugins.map((one) => one.package.integrity)))
    for (const integrity of [...shared.keys()]) if (!used.has(integrity)) shared.delete(integrity)
  })

  function forget(schema: string): void {
    kept.delete(schema)
    generations.delete(schema)
  }

  async function listen(): Promise<void> {
    stop ??= listenForPlugins(database, ({ schema }) => forget(schema))
    await stop.catch((error: unknown) => {
      stop = null
      throw error
    })
  }

  function share(plugin: StoredPlugin, packages: readonly PluginPackage[]): InstalledPlugin {
    const known = shared.get(plugin.package.integrity)
    if (known === undefined) shared.set(plugin.package.integrity, plugin.package)
    const { grants, installedAt, storedSettings } = plugin
    const used = known ?? plugin.package
    const { values: settings, problems } = effectiveSettings(used.manifest.settings, storedSettings, 'en')
    const contracts = boundContracts(used, packages)
    const settingsProblems = problems.length
    return Object.freeze({ package: used, grants, settings, contracts, settingsProblems, installedAt })
  }

  async function load({ schema }: TenantRef, modelVersion: number): Promise<readonly InstalledPlugin[]> {
    const generation = generations.get(schema) ?? {}
    generations.set(schema, generation)
    const askedAt = performance.now()
    const stored = await readInstalledPlugins(database.tenant(schema))
    const packages = stored.map((plugin) => plugin.package)
    const plugins = stored.map((plugin) => share(plugin, packages))
    const revision = stored.reduce((sum, plugin) => sum + plugin.revision, 0)
    if (generations.get(schema) === generation) kept.set(schema, { modelVersion, revision, askedAt, plugins })
    return plugins
  }

  async function get(tenant: TenantRef): Promise<readonly InstalledPlugin[]> {
    const { version } = await models.get(tenant)
    const known = kept.get(tenant.schema)
    // Those that nobody has asked for longest make room.
    for (const plugin of known?.plugins ?? []) shared.get(plugin.package.integrity)
    if (known?.modelVersion !== version) {
      await listen()
      return load(tenant, version)
    }
    if (isFresh(database, known.askedAt, recheckMilliseconds)) return known.plugins
    const askedAt = performance.now()
    if ((await readPluginRevision(database.tenant(tenant.schema))) !== known.revision) return load(tenant, version)
    known.askedAt = askedAt
    return known.plugins
  }

  return {
    get,
    packages: async (tenant) => (await get(tenant)).map((plugin) => plugin.package),
    invalidate: ({ schema }) => forget(schema),
    async close() {
      stopResting()
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

/** A package that is no longer kept is not to be held by the tenants that have it. */
function releaseUsers(kept: LRUCache<string, Kept>, integrity: string): void {
  for (const [schema, { plugins }] of [...kept.entries()]) {
    if (plugins.some((plugin) => plugin.package.integrity === integrity)) kept.delete(schema)
  }
}
