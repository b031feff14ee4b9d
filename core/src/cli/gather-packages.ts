import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Tenon } from '../create-tenon.ts'
import { PACKED_MAX_BYTES, PACKED_SUFFIX, type PackedPlugin } from '../plugins/packed-plugin.ts'
import { checkSignatures } from '../plugins/plugin-signature.ts'
import { readPackedPlugin } from '../plugins/read-packed-plugin.ts'
import type { TrustList } from '../plugins/trust-list.ts'
import { pluginFolder } from './plugin-folder.ts'
import { describeTrust } from './plugin-trust.ts'
import { makeReadFromCatalogue } from './read-from-catalogue.ts'

export interface GatherOptions {
  /** Folder or address that `id@range` is looked up in. */
  catalogue: string | undefined
  trust: TrustList
  /** The explicit yes to packages that nobody trusted vouches for. */
  allowUnsigned: boolean
  /** Plugins that the tenant has: a catalogue's dependencies among them are not fetched. */
  installed: readonly string[]
}

export interface Gathered {
  packages: PluginPackage[]
  /** Something came packed, and so from elsewhere. */
  packed: boolean
}

/**
 * Loads what an install was asked for: folders, names of plugins that come with Tenon, packed files, and `id@range` of
 * a catalogue with what it needs. Nothing is changed yet. A folder is the author's own work at hand and needs no
 * signature; a packed file came from somewhere.
 */
export async function gatherPackages(tenon: Tenon, asked: string[], options: GatherOptions): Promise<Gathered> {
  const { catalogue, installed } = options
  const read = catalogue === undefined ? null : await makeReadFromCatalogue(catalogue)
  const packages: PluginPackage[] = []
  let anyPacked = false
  for (const one of asked) {
    const packed = one.endsWith(PACKED_SUFFIX) ? [await readPackedFile(one)] : ((await read?.(one, installed)) ?? [])
    for (const plugin of packed) {
      checkTrust(plugin, options)
      packages.push(await tenon.loadPackedPlugin(plugin))
      anyPacked = true
    }
    if (packed.length === 0) packages.push(await tenon.loadPluginFolder(pluginFolder(one)))
  }
  return { packages: unique(packages), packed: anyPacked }
}

async function readPackedFile(file: string): Promise<PackedPlugin> {
  const stats = await stat(file).catch(() => null)
  if (stats === null || !stats.isFile()) throw refused(`There is no file '${file}'.`)
  if (stats.size > PACKED_MAX_BYTES) throw refused(`'${file}' has more than ${PACKED_MAX_BYTES} bytes.`)
  return readPackedPlugin(basename(file), await readFile(file, 'utf8'))
}

function checkTrust(packed: PackedPlugin, { trust, allowUnsigned }: GatherOptions): void {
  const found = checkSignatures(packed, trust)
  if (found.kind === 'trusted' || allowUnsigned) return
  const advice =
    'Install it only if you know where it comes from: --allow-unsigned, or put its key into the trust list.'
  throw refused(`${describeTrust(packed, found)} ${advice}`)
}

/** The last of a plugin that was asked for twice. */
function unique(packages: PluginPackage[]): PluginPackage[] {
  return [...new Map(packages.map((plugin) => [plugin.manifest.id, plugin])).values()]
}

function refused(message: string): TenonError {
  return new TenonError({ code: 'PLUGIN_INVALID', message })
}
