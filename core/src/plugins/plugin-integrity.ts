import { createHash } from 'node:crypto'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginScript } from '../sandbox/sandbox.ts'

type Content = Pick<PluginPackage, 'manifest' | 'entities' | 'extensions' | 'pipelines' | 'hooksSource'>

/** `sha256-…` over the content. The order of keys counts: it is the order of fields in forms. */
export function pluginIntegrity({ manifest, entities, extensions, pipelines, hooksSource }: Content): string {
  const content = JSON.stringify([manifest, entities, extensions, pipelines, hooksSource])
  return `sha256-${createHash('sha256').update(content).digest('base64')}`
}

/** A plugin's code as the sandbox takes it; null for a plugin without code. */
export function pluginScript({
  manifest,
  hooksSource,
}: Pick<Content, 'manifest' | 'hooksSource'>): PluginScript | null {
  if (hooksSource === null) return null
  return {
    pluginId: manifest.id,
    version: manifest.version,
    sourceHash: createHash('sha256').update(hooksSource).digest('hex'),
    source: hooksSource,
  }
}
