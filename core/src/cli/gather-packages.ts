import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { operatorError } from '../context/operator-error.ts'
import type { Tenon } from '../create-tenon.ts'
import { makeCatalogues } from '../plugins/catalogues.ts'
import { PACKED_SUFFIX, type PackedPlugin } from '../plugins/packed-plugin.ts'
import { checkSignatures } from '../plugins/plugin-signature.ts'
import { resolvePackages } from '../plugins/resolve-packages.ts'
import type { TrustList } from '../plugins/trust-list.ts'
import { cliLocale } from './cli-locale.ts'
import { hasPluginFolder, pluginFolder } from './plugin-folder.ts'
import { describeTrust } from './plugin-trust.ts'
import { printError } from './print.ts'
import { readPackedFile } from './read-packed-file.ts'

export interface GatherOptions {
  /** Folder or address that was named, which `id@range` is looked up in before anything else. */
  catalogue: string | undefined
  /** Those that the server is set up with, for what is found nowhere else. */
  catalogues: readonly string[]
  trust: TrustList
  /** The explicit yes to packages that nobody trusted vouches for. */
  allowUnsigned: boolean
  /** Plugins that the tenant has: a catalogue's dependencies that fit are not fetched. */
  installed: ReadonlyArray<Pick<PluginManifest, 'id' | 'version'>>
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
  const packages: PluginPackage[] = []
  let anyPacked = false
  for (const one of asked) {
    const packed = one.endsWith(PACKED_SUFFIX) ? [await readPackedFile(one)] : await readCatalogued(one, options)
    for (const plugin of packed) {
      checkTrust(plugin, options)
      packages.push(await tenon.loadPackedPlugin(plugin, { locale: cliLocale() }))
      anyPacked = true
    }
    if (packed.length === 0) packages.push(await tenon.loadPluginFolder(pluginFolder(one), { locale: cliLocale() }))
  }
  return { packages: unique(packages), packed: anyPacked }
}

const ASKED = /^(?<id>[a-z][a-z0-9-]*)(@(?<range>.+))?$/

/** Empty for what is a folder, or the name of a plugin that comes with Tenon. */
async function readCatalogued(asked: string, options: GatherOptions): Promise<PackedPlugin[]> {
  const { catalogue, catalogues, installed } = options
  const { id, range = '*' } = ASKED.exec(asked)?.groups ?? {}
  const addresses = catalogue === undefined ? catalogues : [catalogue]
  if (id === undefined || addresses.length === 0) return []
  if (catalogue === undefined && hasPluginFolder(asked)) return []
  const locale = cliLocale()
  const read = await makeCatalogues({ sources: addresses.map((address) => ({ address })) }).read(locale)
  const resolved = await resolvePackages(read, { id, range, installed, locale })
  for (const { packed, source, unread } of resolved.filter((one) => one.unread.length > 0)) {
    printError({
      en: `${packed.id} comes from ${source}; before it comes ${unread.join(', ')}, which could not be read.`,
      'zh-CN': `${packed.id} 来自 ${source}；应先查询的 ${unread.join('、')} 无法读取。`,
    })
  }
  return resolved.map(({ packed }) => packed)
}

function checkTrust(packed: PackedPlugin, { trust, allowUnsigned }: GatherOptions): void {
  const found = checkSignatures(packed, trust, cliLocale())
  if (found.kind === 'trusted' || allowUnsigned) return
  const told = describeTrust(packed, found)
  throw operatorError('PLUGIN_INVALID', {
    en: `${told.en} Install it only if you know where it comes from: --allow-unsigned, or put its key into the trust list.`,
    'zh-CN': `${told['zh-CN']}仅在了解其来源时安装：加上 --allow-unsigned，或将其密钥加入信任列表。`,
  })
}

/** The last of a plugin that was asked for twice. */
function unique(packages: PluginPackage[]): PluginPackage[] {
  return [...new Map(packages.map((plugin) => [plugin.manifest.id, plugin])).values()]
}
