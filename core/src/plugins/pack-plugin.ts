import { realpath } from 'node:fs/promises'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { hashFile, hashHashes, PACKED_FORMAT, type PackedPlugin, SCRIPT_FILE } from './packed-plugin.ts'
import { folderSource, type PluginSource } from './read-plugin-file.ts'
import { readPluginParts } from './read-plugin-parts.ts'

/** Packs a folder whose package, loaded from it without problems, is given. What the loader reads is what is packed. */
export async function packPlugin(
  folder: string,
  { manifest, hooksSource }: Pick<PluginPackage, 'manifest' | 'hooksSource'>,
): Promise<PackedPlugin> {
  const read = new Map<string, JsonValue>()
  await readPluginParts(recording(folderSource(await realpath(folder)), read))
  if (hooksSource !== null) read.set(SCRIPT_FILE, hooksSource)
  const files = Object.fromEntries([...read].sort(([one], [other]) => (one < other ? -1 : 1)))
  const hashes = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, hashFile(content)]))
  const { id, version } = manifest
  const integrity = hashHashes({ id, version, hashes })
  return { format: PACKED_FORMAT, id, version, integrity, hashes, signatures: [], files }
}

function recording(source: PluginSource, read: Map<string, JsonValue>): PluginSource {
  return {
    list: source.list,
    read: async (file) => {
      const result = await source.read(file)
      if (result !== null && 'text' in result) read.set(file, withoutSchema(JSON.parse(result.text) as JsonValue))
      return result
    },
  }
}

/** Where the author's editor finds the meta-schema means nothing elsewhere. */
function withoutSchema(content: JsonValue): JsonValue {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content
  const { $schema: _schema, ...rest } = content
  return rest
}
