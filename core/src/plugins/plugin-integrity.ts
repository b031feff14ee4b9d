import { createHash } from 'node:crypto'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PluginScript } from '../sandbox/sandbox.ts'

type Content = Omit<PluginPackage, 'hooks' | 'integrity'>

/**
 * `sha256-…` over the content. The order of keys counts: it is the order of fields in forms. Parts that a plugin does
 * not have are left out, so that it keeps its integrity when Tenon learns of more kinds of parts.
 */
export function pluginIntegrity(parts: Content): string {
  const { manifest, entities, extensions, pipelines, hooksSource, views, metrics, locales } = parts
  const more = { ...(views.length > 0 && { views }), ...(metrics.length > 0 && { metrics }), ...localeParts(locales) }
  const content = [manifest, entities, extensions, pipelines, hooksSource]
  const text = JSON.stringify(Object.keys(more).length === 0 ? content : [...content, more])
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

function localeParts(locales: Content['locales']): { locales?: Content['locales'] } {
  return Object.keys(locales).length === 0 ? {} : { locales }
}

/** A plugin's code as the sandbox takes it, with the texts of its languages; null for a plugin without code. */
export function pluginScript({
  manifest,
  hooksSource,
  locales = {},
}: Pick<Content, 'manifest' | 'hooksSource'> & Partial<Pick<Content, 'locales'>>): PluginScript | null {
  if (hooksSource === null) return null
  const source = Object.keys(locales).length === 0 ? hooksSource : `${hooksSource}\n;${textsStatement(locales)}`
  const sourceHash = createHash('sha256').update(source).digest('hex')
  return { pluginId: manifest.id, version: manifest.version, sourceHash, source }
}

/** JSON in a string literal: as an object literal, `__proto__` among the keys would mean something. */
function textsStatement(locales: Content['locales']): string {
  return `TenonPlugin.locales = JSON.parse(${JSON.stringify(JSON.stringify(locales))})`
}
