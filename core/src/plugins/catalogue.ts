import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import semver from 'semver'
import { z } from 'zod'
import { PACKED_MAX_BYTES } from './packed-plugin.ts'

export const CATALOGUE_FORMAT = 'tenon-catalogue@1'
export const CATALOGUE_FILE = 'index.json'

/** One packed plugin of a catalogue. */
export interface CatalogueEntry {
  version: string
  label: LocalizedText
  /** Range of Tenon versions that it works with. */
  host: string
  dependencies: Record<string, string>
  /** Name of the file beside the index. */
  file: string
  bytes: number
  /** `sha256-…` of the file. */
  sha256: string
}

/** `index.json` of a folder of packed plugins, to be served as it is by any web server. */
export interface Catalogue {
  format: typeof CATALOGUE_FORMAT
  /** Plugin id → its versions, newest first. */
  plugins: Record<string, CatalogueEntry[]>
}

const ENTRY = z.strictObject({
  version: z.string().refine((version) => semver.valid(version) !== null),
  label: z.looseObject({ en: z.string() }),
  host: z.string().max(60),
  dependencies: z.record(z.string().max(40), z.string().max(60)),
  // One name, no way out of the catalogue's folder.
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,120}\.tenon-plugin$/),
  bytes: z.int().min(1).max(PACKED_MAX_BYTES),
  sha256: z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/),
})

const CATALOGUE = z.strictObject({
  format: z.literal(CATALOGUE_FORMAT),
  plugins: z.record(z.string().max(40), z.array(ENTRY).max(1000)),
})

/** @throws TenonError PLUGIN_INVALID naming the catalogue and the place in it that is wrong */
export function parseCatalogue(address: string, text: string): Catalogue {
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch {
    // Told below as what it is not.
  }
  const parsed = CATALOGUE.safeParse(value)
  if (parsed.success) return parsed.data as unknown as Catalogue
  const [issue] = parsed.error.issues
  throw new TenonError({
    code: 'PLUGIN_INVALID',
    message: `The catalogue at ${address} is wrong: /${issue?.path.join('/')}: ${issue?.message}`,
  })
}

/**
 * The newest version in the range that this host can run. Throws NOT_FOUND naming what there is.
 */
export function chooseVersion(
  { plugins }: Catalogue,
  { id, range, host }: { id: string; range: string; host: string },
): CatalogueEntry {
  const entries = Object.hasOwn(plugins, id) ? (plugins[id] ?? []) : []
  const fitting = entries.filter((entry) => semver.satisfies(host, entry.host))
  const best = semver.maxSatisfying(
    fitting.map(({ version }) => version),
    range,
  )
  const found = fitting.find(({ version }) => version === best)
  if (found !== undefined) return found
  const known = entries.map((entry) => `${entry.version} (for Tenon ${entry.host})`)
  const there =
    known.length > 0 ? `there are ${known.join(', ')}` : `it has ${Object.keys(plugins).sort().join(', ') || 'nothing'}`
  const message = `The catalogue has no '${id}' ${range} that Tenon ${host} can run; ${there}.`
  throw new TenonError({ code: 'NOT_FOUND', message })
}
