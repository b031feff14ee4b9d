import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Catalogues, ReadOptions } from './catalogues.ts'
import type { LoadPackedPlugin } from './load-packed-plugin.ts'
import { checkSignatures, type Trust } from './plugin-signature.ts'
import { resolvePackages } from './resolve-packages.ts'
import type { TrustList } from './trust-list.ts'

export interface GatheredPackage {
  plugin: PluginPackage
  trust: Trust
  /** Name of the catalogue that it comes from. */
  source: string
  /** Catalogues that come before that one and could not be read. */
  unread: string[]
}

interface Wanted {
  id: string
  /** Exactly this one. */
  version: string
  installed: readonly PluginPackage[]
}

export type GatherFromCatalogues = (ctx: RequestContext, wanted: Wanted) => Promise<GatheredPackage[]>

/**
 * Fetches a plugin with what it needs and checks each package as far as that is possible without its tenant: nothing
 * is changed. What is needed comes first. Throws NOT_FOUND, UNAVAILABLE, PLUGIN_INVALID.
 */
export function makeGatherFromCatalogues({
  catalogues,
  loadPackedPlugin,
  trust,
}: {
  catalogues: Catalogues
  loadPackedPlugin: LoadPackedPlugin
  trust: TrustList
}): GatherFromCatalogues {
  return async function gatherFromCatalogues({ locale }, { id, version, installed }) {
    const there = installed.map(({ manifest }) => manifest)
    const resolve = async (options: ReadOptions) => {
      const read = await catalogues.read(locale, options)
      return resolvePackages(read, { id, range: version, installed: there, locale })
    }
    // Its index may have been built again since it was read: what is refused by an old one is looked for in the new one.
    const first = await resolve({}).catch((error: unknown) => {
      if (error instanceof TenonError) return resolve({ anew: true })
      throw error
    })
    // One that is only slow keeps its plugins: none of them is taken from a later catalogue meanwhile.
    const isEarly = first.some(({ unread }) => unread.length > 0)
    const resolved = isEarly ? await resolve({ patient: true }) : first
    const gathered: GatheredPackage[] = []
    for (const { packed, source, unread } of resolved) {
      const verdict = checkSignatures(packed, trust, locale)
      gathered.push({ plugin: await loadPackedPlugin(packed, { locale }), trust: verdict, source, unread })
    }
    return gathered
  }
}
