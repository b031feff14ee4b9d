import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import semver from 'semver'
import { chooseVersion, notOffered } from './catalogue.ts'
import type { ReadCatalogues } from './catalogues.ts'
import { HOST_VERSION } from './order-packages.ts'
import type { PackedPlugin } from './packed-plugin.ts'

export interface ResolvedPackage {
  packed: PackedPlugin
  /** Name of the catalogue that it comes from. */
  source: string
  /** Catalogues that come before that one and could not be read: the plugin might have been theirs. */
  unread: string[]
}

interface Wanted {
  id: string
  range: string
  /** What the tenant has; what is there and fits is not fetched. */
  installed: ReadonlyArray<Pick<PluginManifest, 'id' | 'version'>>
  locale: Locale
}

/**
 * Reads a plugin from the catalogues with all that it needs: what is needed first, the plugin last.
 * A plugin belongs to the first catalogue that has it: no other one can slip in a higher version of it.
 * Throws NOT_FOUND naming what there is, and why a catalogue could not be read where the plugin is in none of the others.
 */
export async function resolvePackages(read: ReadCatalogues, wanted: Wanted): Promise<ResolvedPackage[]> {
  const { installed, locale } = wanted
  const found = new Map<string, ResolvedPackage>()
  const visited = new Set<string>()
  const fetch = async (id: string, range: string): Promise<void> => {
    visited.add(id)
    const catalogue = catalogueOf(read, { id, range, locale })
    const entry = chooseVersion(catalogue.index, { id, range, host: HOST_VERSION, locale })
    for (const [needed, neededRange] of Object.entries(entry.dependencies)) {
      const there = installed.find((plugin) => plugin.id === needed)
      const fits = there !== undefined && semver.satisfies(there.version, neededRange)
      if (!fits && !visited.has(needed)) await fetch(needed, neededRange)
    }
    const unread = read.failures.filter(({ at }) => at < catalogue.at).map(({ name }) => name)
    found.set(id, { packed: await catalogue.read(entry, locale), source: catalogue.name, unread })
  }
  await fetch(wanted.id, wanted.range)
  return [...found.values()]
}

function catalogueOf({ catalogues, failures }: ReadCatalogues, wanted: { id: string; range: string; locale: Locale }) {
  const found = catalogues.find(({ index }) => Object.hasOwn(index.plugins, wanted.id))
  if (found !== undefined) return found
  if (failures[0] !== undefined) throw failures[0].error
  const all = Object.assign({}, ...catalogues.map(({ index }) => index.plugins))
  throw notOffered(all, { ...wanted, host: HOST_VERSION })
}
