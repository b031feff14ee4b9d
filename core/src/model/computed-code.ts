import { createHash } from 'node:crypto'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'

/** What of a field's definition decides which values it takes. */
const DECISIVE = [
  ...['computedBy', 'fieldType', 'currency', 'scale', 'indexed'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum'],
] as const

// A script may be long, and every field of its plugin asks.
const hashes = new WeakMap<PluginPackage, string>()

/** Names the code and definition that give a computed field its values; values of another name are out of date. */
export function computedCode(plugin: PluginPackage, field: FieldSchema): string {
  const decisive = DECISIVE.map((keyword) => field[keyword as keyof FieldSchema] ?? null)
  const options = field.options?.map(({ value }) => value) ?? null
  return shortHash(JSON.stringify([scriptHash(plugin), ...decisive, options]))
}

function scriptHash(plugin: PluginPackage): string {
  const known = hashes.get(plugin)
  if (known !== undefined) return known
  const hash = shortHash(plugin.hooksSource ?? '')
  hashes.set(plugin, hash)
  return hash
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
