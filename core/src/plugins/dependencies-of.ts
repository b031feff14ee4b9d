import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'

/** Ids of all plugins that a plugin depends on, directly or by way of others. */
export function dependenciesOf(id: string, manifests: readonly PluginManifest[]): ReadonlySet<string> {
  const byId = new Map(manifests.map((manifest) => [manifest.id, manifest]))
  const found = new Set<string>()
  const visit = (current: string) => {
    for (const needed of Object.keys(byId.get(current)?.dependencies ?? {})) {
      if (found.has(needed)) continue
      found.add(needed)
      visit(needed)
    }
  }
  visit(id)
  return found
}
