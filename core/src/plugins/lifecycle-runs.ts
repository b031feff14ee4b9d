import type { LifecycleChange } from '@tenon/sdk/contract/plugin-calls'
import type { LifecycleHookName, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'

/** A hook that is part of an install. */
export interface LifecycleRun {
  plugin: string
  hook: LifecycleHookName
  change: LifecycleChange
}

/** Hooks of plugins that have come or changed, to be run once their tables are there. */
export function lifecycleRuns(added: readonly PluginPackage[], installed: readonly PluginPackage[]): LifecycleRun[] {
  return added.flatMap(({ manifest: { id, version }, hooks }) => {
    const before = installed.find(({ manifest }) => manifest.id === id)
    const hook = before === undefined ? 'onInstall' : 'onUpgrade'
    if (!hooks.lifecycle.includes(hook)) return []
    return [{ plugin: id, hook, change: { fromVersion: before?.manifest.version ?? null, toVersion: version } }]
  })
}
