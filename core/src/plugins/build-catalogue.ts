import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import semver from 'semver'
import { operatorError } from '../context/operator-error.ts'
import { CATALOGUE_FORMAT, type Catalogue, type CatalogueEntry } from './catalogue.ts'
import { PACKED_SUFFIX, type PackedPlugin } from './packed-plugin.ts'
import { readPackedPlugin } from './read-packed-plugin.ts'

/** The index of all packed plugins in a folder. The same files give the same index. Throws PLUGIN_INVALID. */
export async function buildCatalogue(folder: string, locale: Locale = 'en'): Promise<Catalogue> {
  const plugins: Catalogue['plugins'] = {}
  const files = (await readdir(folder)).filter((name) => name.endsWith(PACKED_SUFFIX)).sort()
  for (const file of files) {
    const content = await readFile(join(folder, file))
    const { id, version, integrity, signatures, files: parts } = readNamed(file, content, locale)
    const { label, description, host, dependencies = {} } = parts['plugin.json'] as unknown as PluginManifest
    const sha256 = `sha256-${createHash('sha256').update(content).digest('base64')}`
    const entries = Object.hasOwn(plugins, id) ? (plugins[id] ?? []) : []
    const twin = entries.find((entry) => entry.version === version)
    if (twin !== undefined) throw twice(id, version, [twin.file, file])
    const entry: CatalogueEntry = {
      ...{ version, label, ...(description !== undefined && { description }) },
      ...{ host, dependencies, file, bytes: content.length, sha256, integrity, signatures },
    }
    plugins[id] = [...entries, entry].sort((one, other) => semver.rcompare(one.version, other.version))
  }
  return { format: CATALOGUE_FORMAT, plugins }
}

/** What is wrong with a package of many names it. */
function readNamed(file: string, content: Buffer, locale: Locale): PackedPlugin {
  try {
    return readPackedPlugin(file, content.toString('utf8'), locale)
  } catch (error) {
    if (!(error instanceof TenonError) || error.message.startsWith(file)) throw error
    const { code, message, problems } = error
    throw new TenonError({ code, message: `${file}: ${message}`, problems, cause: error })
  }
}

function twice(id: string, version: string, files: string[]): TenonError {
  return operatorError('PLUGIN_INVALID', {
    en: `${files.join(' and ')} are both '${id}' ${version}: a version is in a catalogue once.`,
    'zh-CN': `${files.join(' 与 ')} 都是“${id}”${version}：目录中每个版本只能有一个。`,
  })
}
