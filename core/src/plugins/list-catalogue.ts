import type { CatalogueListing, CataloguePlugin } from '@tenon/sdk/contract/plugins-api'
import semver from 'semver'
import type { RequestContext } from '../context/request-context.ts'
import type { CatalogueEntry } from './catalogue.ts'
import type { Catalogues, ReadCatalogues } from './catalogues.ts'
import { HOST_VERSION } from './order-packages.ts'
import type { PluginStore } from './plugin-store.ts'
import { entryVerdict } from './signature-verdict.ts'
import type { TrustList } from './trust-list.ts'

const MAX_VERSIONS = 20

export type ListCatalogue = (ctx: RequestContext) => Promise<CatalogueListing>

/** What the server's catalogues offer to a tenant. That the actor may see it is for the caller to check. */
export function makeListCatalogue({
  catalogues,
  plugins,
  trust,
}: {
  catalogues: Catalogues
  plugins: Pick<PluginStore, 'packages'>
  trust: TrustList
}): ListCatalogue {
  return async function listCatalogue(ctx) {
    const [read, installed] = await Promise.all([catalogues.read(ctx.locale), plugins.packages(ctx.tenant)])
    const versions = new Map(installed.map(({ manifest }) => [manifest.id, manifest.version]))
    return {
      sources: [
        ...read.catalogues.map(({ name }) => ({ name, problem: null })),
        ...read.failures.map(({ name, error }) => ({ name, problem: error.message })),
      ],
      plugins: offered(read).map(([id, entries]) => describe({ id, entries, trust }, versions.get(id) ?? null)),
    }
  }
}

/** Versions that this host can run, newest first; a plugin belongs to the first catalogue that has it. */
function offered({ catalogues }: ReadCatalogues): Array<[string, CatalogueEntry[]]> {
  const found = new Map<string, CatalogueEntry[]>()
  for (const { index } of catalogues) {
    for (const [id, entries] of Object.entries(index.plugins)) {
      const fitting = entries.filter(({ host }) => semver.satisfies(HOST_VERSION, host))
      const newestFirst = fitting.sort((one, other) => semver.rcompare(one.version, other.version))
      if (!found.has(id)) found.set(id, newestFirst)
    }
  }
  return [...found].filter(([, entries]) => entries.length > 0).sort(([one], [other]) => (one < other ? -1 : 1))
}

function describe(
  { id, entries, trust }: { id: string; entries: CatalogueEntry[]; trust: TrustList },
  installedVersion: string | null,
): CataloguePlugin {
  const [newest] = entries
  const latest = newest?.version ?? ''
  return {
    id,
    label: newest?.label ?? { en: id },
    description: newest?.description ?? null,
    versions: entries.slice(0, MAX_VERSIONS).map((entry) => ({
      version: entry.version,
      signature: entryVerdict(id, entry, trust),
    })),
    installedVersion,
    updateAvailable: installedVersion !== null && semver.gt(latest, installedVersion),
  }
}
