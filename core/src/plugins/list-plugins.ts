import type { PluginDetails, PluginHealth, PluginIdInput, PluginInfo } from '@tenon/sdk/contract/plugins-api'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { pluginContents } from './plugin-contents.ts'
import { pluginNotInstalled } from './plugin-not-installed.ts'
import type { InstalledPlugin, PluginStore } from './plugin-store.ts'
import { readHealth } from './read-health.ts'

interface Dependencies {
  database: Database
  plugins: Pick<PluginStore, 'get'>
}

/** Lists the tenant's plugins in the order of their dependencies. That the actor may see them is for the caller to check. */
export function makeListPlugins({ database, plugins }: Dependencies) {
  return async function listPlugins(ctx: RequestContext): Promise<PluginInfo[]> {
    const installed = await plugins.get(ctx.tenant)
    const healthOf = await readHealth(database.tenant(ctx.tenant.schema))
    return installed.map((plugin) => infoOf(plugin, healthOf(plugin)))
  }
}

/** One plugin with all that it brings. That the actor may see it is for the caller to check. Throws NOT_FOUND. */
export function makeGetPlugin({ database, plugins }: Dependencies) {
  return async function getPlugin(ctx: RequestContext, { id }: PluginIdInput): Promise<PluginDetails> {
    const installed = await plugins.get(ctx.tenant)
    const packages = installed.map((plugin) => plugin.package)
    const plugin = installed.find(({ package: { manifest } }) => manifest.id === id)
    if (plugin === undefined) throw pluginNotInstalled(ctx, id, packages)
    const db = database.tenant(ctx.tenant.schema)
    const healthOf = await readHealth(db)
    const secret = await db.selectFrom('_plugin_secret').select('name').where('plugin', '=', id).executeTakeFirst()
    const { manifest } = plugin.package
    const nameOf = (name: string) => packages.find((other) => other.manifest.id === name)?.manifest
    return {
      ...infoOf(plugin, healthOf(plugin)),
      contents: pluginContents(plugin.package),
      dependencies: Object.entries(manifest.dependencies ?? {}).map(([name, range]) => {
        return { id: name, label: nameOf(name)?.label ?? { en: name }, range, version: nameOf(name)?.version ?? '' }
      }),
      dependents: packages
        .filter((other) => Object.hasOwn(other.manifest.dependencies ?? {}, id))
        .map((other) => ({ id: other.manifest.id, label: other.manifest.label })),
      hasSettings: Object.keys(manifest.settings?.properties ?? {}).length > 0,
      hasSecrets: secret !== undefined || (manifest.secrets ?? []).length > 0,
    }
  }
}

function infoOf({ package: content, grants, installedAt }: InstalledPlugin, health: PluginHealth): PluginInfo {
  const { manifest, entities } = content
  const { schedules, webhooks, metrics } = pluginContents(content)
  return {
    id: manifest.id,
    version: manifest.version,
    label: manifest.label,
    description: manifest.description ?? null,
    capabilities: manifest.capabilities ?? [],
    grants: [...grants],
    entities: entities.map((entity) => entity.name),
    installedAt: installedAt.toISOString(),
    health,
    parts: { schedules, webhooks, metrics },
  }
}
