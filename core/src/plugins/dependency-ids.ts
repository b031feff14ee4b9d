import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'

/** Ids of the plugins that a plugin depends on, and of those that these depend on, as far as they are among the packages. */
export function dependencyIds(plugin: PluginPackage, packages: readonly PluginPackage[]): string[] {
  const found = new Set<string>()
  const visit = ({ manifest }: PluginPackage): void => {
    for (const id of Object.keys(manifest.dependencies ?? {})) {
      const dependency = packages.find((one) => one.manifest.id === id)
      if (found.has(id) || dependency === undefined) continue
      found.add(id)
      visit(dependency)
    }
  }
  visit(plugin)
  return [...found]
}
