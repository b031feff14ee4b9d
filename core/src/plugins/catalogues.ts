import { basename } from 'node:path'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type OpenCatalogue, openCatalogue } from './open-catalogue.ts'
import type { CatalogueSource } from './read-catalogue-file.ts'

interface NamedCatalogue extends OpenCatalogue {
  name: string
  /** Its place among all. */
  at: number
}

export interface ReadCatalogues {
  /** In the order in which they are set up. */
  catalogues: NamedCatalogue[]
  /** Those that could not be read, and why. */
  failures: Array<{ name: string; at: number; error: TenonError }>
}

export interface Catalogues {
  /**
   * All of them, read at the same time; an index is at most ten seconds old, with `anew` not older than this call. With
   * `patient` the silent ones are waited for too.
   */
  read(locale: Locale, options?: ReadOptions): Promise<ReadCatalogues>
}

export interface ReadOptions {
  anew?: boolean
  patient?: boolean
}

const FRESH_MILLISECONDS = 10_000

export interface CataloguesOptions {
  sources: readonly CatalogueSource[]
  /** Hears, for the operator, why one could not be read. */
  onFailure?: (failure: { name: string; error: TenonError }) => void
  /** After which one that has not answered is left out; it is read to its end all the same, for who asks later. */
  patienceMilliseconds?: number
}

interface Reading {
  since: number
  catalogue: Promise<OpenCatalogue>
}

/** The catalogues that a server is set up with. One that cannot be read does not stand in the way of the others. */
export function makeCatalogues(options: CataloguesOptions): Catalogues {
  const { sources, onFailure = () => undefined, patienceMilliseconds } = options
  const kept = new Map<string, { catalogue: OpenCatalogue; until: number }>()
  const underWay = new Map<string, Reading>()

  function begin(key: string, opening: Promise<OpenCatalogue>): Reading {
    const reading = { since: Date.now(), catalogue: opening }
    underWay.set(key, reading)
    const keep = (catalogue: OpenCatalogue) => kept.set(key, { catalogue, until: Date.now() + FRESH_MILLISECONDS })
    const forget = () => underWay.delete(key)
    void opening.then(keep, () => kept.delete(key)).finally(forget)
    return reading
  }

  async function open(source: CatalogueSource, locale: Locale, { anew, patient }: ReadOptions): Promise<OpenCatalogue> {
    const key = `${locale} ${source.address}`
    const known = kept.get(key)
    if (anew !== true && known !== undefined && known.until > Date.now()) return known.catalogue
    const reading = underWay.get(key) ?? begin(key, openCatalogue(source, locale))
    if (patienceMilliseconds === undefined || patient === true) return reading.catalogue
    const milliseconds = reading.since + patienceMilliseconds - Date.now()
    const late = () => silent(nameOf(source), { locale, seconds: patienceMilliseconds / 1000 })
    return within(reading.catalogue, { milliseconds, late })
  }

  return {
    async read(locale, options = {}) {
      const found: ReadCatalogues = { catalogues: [], failures: [] }
      const opening = sources.map(async (source, at) => ({ ...(await open(source, locale, options)), at }))
      const outcomes = await Promise.allSettled(opening)
      for (const [at, source] of sources.entries()) {
        const [name, outcome] = [nameOf(source), outcomes[at]]
        if (outcome?.status === 'fulfilled') found.catalogues.push({ ...outcome.value, name })
        else {
          if (!(outcome?.reason instanceof TenonError)) throw outcome?.reason
          const failure = { name, at, error: outcome.reason }
          found.failures.push(failure)
          onFailure(failure)
        }
      }
      return found
    },
  }
}

function nameOf({ shownAs, address }: CatalogueSource): string {
  return shownAs ?? address
}

/** Rejects with the error where the promise is not settled in time. */
async function within<T>(promise: Promise<T>, limit: { milliseconds: number; late: () => Error }): Promise<T> {
  const { promise: end, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(limit.late()), Math.max(0, limit.milliseconds))
  try {
    return await Promise.race([promise, end])
  } finally {
    clearTimeout(timer)
  }
}

function silent(name: string, { locale, seconds }: { locale: Locale; seconds: number }): TenonError {
  const text = {
    en: `The catalogue ${name} has not answered within ${seconds} s. It is waited for; look again in a while.`,
    'zh-CN': `目录 ${name} 在 ${seconds} 秒内未响应。仍在等待其响应，请稍后再看。`,
  }
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(text, locale) })
}

/** How people see a catalogue who must not learn where in the server's folders it lies. */
export function catalogueName(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  // Of an address with a password neither the one nor the other is shown.
  return url === null || url.host === '' ? basename(address) : `${url.host}${url.pathname.replace(/\/$/, '')}`
}
