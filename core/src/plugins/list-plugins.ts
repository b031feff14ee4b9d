import type { PluginInfo } from '@tenon/sdk/contract/api-contract'
import type { RequestContext } from '../context/request-context.ts'
import type { PluginStore } from './plugin-store.ts'

/** Lists the tenant's plugins in the order of their dependencies. That the actor may see them is for the caller to check. */
export function makeListPlugins({ plugins }: { plugins: Pick<PluginStore, 'get'> }) {
  return async function listPlugins(ctx: RequestContext): Promise<PluginInfo[]> {
    const installed = await plugins.get(ctx.tenant)
    return installed.map(({ package: { manifest, entities }, grants, installedAt }) => ({
      id: manifest.id,
      version: manifest.version,
      label: manifest.label,
      description: manifest.description ?? null,
      capabilities: manifest.capabilities ?? [],
      grants: [...grants],
      entities: entities.map((entity) => entity.name),
      installedAt: installedAt.toISOString(),
    }))
  }
}
