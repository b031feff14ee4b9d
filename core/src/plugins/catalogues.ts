import { basename } from 'node:path'
import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { makeTtlCache } from '../identity/ttl-cache.ts'
import { type OpenCatalogue, openCatalogue } from './open-catalogue.ts'
import type { CatalogueSource } from './read-catalogue-file.ts'

interface NamedCatalogue extends OpenCatalogue {
  name: string
}

export interface ReadCatalogues {
  /** In the order in which they are set up. */
  catalogues: NamedCatalogue[]
  /** Those that could not be read, and why. */
  failures: Array<{ name: string; error: TenonError }>
}

export interface Catalogues {
  /** All of them, read at the same time; an index is at most ten seconds old. */
  read(locale: Locale): Promise<ReadCatalogues>
}

const FRESH_MILLISECONDS = 10_000

export interface CataloguesOptions {
  sources: readonly CatalogueSource[]
  /** Hears, for the operator, why one could not be read. */
  onFailure?: (failure: { name: string; error: TenonError }) => void
}

/** The catalogues that a server is set up with. One that cannot be read does not stand in the way of the others. */
export function makeCatalogues({ sources, onFailure = () => undefined }: CataloguesOptions): Catalogues {
  const opened = makeTtlCache<OpenCatalogue>(FRESH_MILLISECONDS)

  async function open(source: CatalogueSource, locale: Locale): Promise<NamedCatalogue> {
    const catalogue = await opened.get(`${locale} ${source.address}`, () => openCatalogue(source, locale))
    return { ...catalogue, name: source.shownAs ?? source.address }
  }

  return {
    async read(locale) {
      const found: ReadCatalogues = { catalogues: [], failures: [] }
      const outcomes = await Promise.allSettled(sources.map((source) => open(source, locale)))
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') found.catalogues.push(outcome.value)
        else {
          if (!(outcome.reason instanceof TenonError)) throw outcome.reason
          const { shownAs, address = '' } = sources[index] ?? {}
          const failure = { name: shownAs ?? address, error: outcome.reason }
          found.failures.push(failure)
          onFailure(failure)
        }
      }
      return found
    },
  }
}

/** How people see a catalogue who must not learn where in the server's folders it lies. */
export function catalogueName(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  // Of an address with a password neither the one nor the other is shown.
  return url === null || url.host === '' ? basename(address) : `${url.host}${url.pathname.replace(/\/$/, '')}`
}
