import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { pluginScript } from '../plugins/plugin-integrity.ts'
import type { PluginScript } from '../sandbox/sandbox.ts'

const scripts = new WeakMap<PluginPackage, PluginScript | null>()

/** A package's code as the sandbox takes it, null for one without code; hashed once and not at every call. */
export function cachedScript(plugin: PluginPackage): PluginScript | null {
  const known = scripts.get(plugin)
  if (known !== undefined) return known
  const script = pluginScript(plugin)
  scripts.set(plugin, script)
  return script
}
