import { createHash } from 'node:crypto'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginScript } from '../sandbox/sandbox.ts'

const scripts = new WeakMap<PluginPackage, PluginScript>()

/** A package's code as the sandbox takes it; null for a plugin without code. Its hash is made once per package. */
export function pluginScript(plugin: PluginPackage): PluginScript | null {
  const known = scripts.get(plugin)
  if (known !== undefined) return known
  const { manifest, hooksSource } = plugin
  if (hooksSource === null) return null
  const sourceHash = createHash('sha256').update(hooksSource).digest('hex')
  const script = { pluginId: manifest.id, version: manifest.version, sourceHash, source: hooksSource }
  scripts.set(plugin, script)
  return script
}
