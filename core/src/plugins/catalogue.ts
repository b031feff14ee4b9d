import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import semver from 'semver'
import { z } from 'zod'
import { PACKED_MAX_BYTES, type PackedPlugin } from './packed-plugin.ts'

export const CATALOGUE_FORMAT = 'tenon-catalogue@1'
export const CATALOGUE_FILE = 'index.json'

/** One packed plugin of a catalogue. */
export interface CatalogueEntry {
  version: string
  label: LocalizedText
  description?: LocalizedText
  /** Range of Tenon versions that it works with. */
  host: string
  dependencies: Record<string, string>
  /** Name of the file beside the index. */
  file: string
  bytes: number
  /** `sha256-…` of the file. */
  sha256: string
  /** As in the file, so that who signed it can be told before it is read. Missing in older indexes. */
  integrity?: string
  signatures?: PackedPlugin['signatures']
}

/** `index.json` of a folder of packed plugins, to be served as it is by any web server. */
export interface Catalogue {
  format: typeof CATALOGUE_FORMAT
  /** Plugin id → its versions, newest first. */
  plugins: Record<string, CatalogueEntry[]>
}

const HASH = z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/)
const text = (max: number) => z.object({ en: z.string().min(1).max(max), 'zh-CN': z.string().max(max).exactOptional() })

// What later versions may add to an entry is left out, not refused.
const ENTRY = z.object({
  version: z
    .string()
    .max(60)
    .refine((version) => semver.valid(version) !== null),
  label: text(2_000),
  description: text(2_000).exactOptional(),
  host: z.string().max(60),
  dependencies: z.record(z.string().max(40), z.string().max(60)),
  // One name, no way out of the catalogue's folder.
  file: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,120}\.tenon-plugin$/),
  bytes: z.int().min(1).max(PACKED_MAX_BYTES),
  sha256: HASH,
  integrity: HASH.exactOptional(),
  signatures: z
    .array(z.object({ name: z.string().max(200), key: z.string().max(100), signature: z.string().max(200) }))
    .max(10)
    .exactOptional(),
})

const CATALOGUE = z.object({
  format: z.literal(CATALOGUE_FORMAT),
  plugins: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.array(ENTRY).max(1000)),
})

/** @throws TenonError PLUGIN_INVALID naming the catalogue and the place in it that is wrong */
export function parseCatalogue(name: string, content: string, locale: Locale = 'en'): Catalogue {
  let value: unknown = null
  try {
    value = JSON.parse(content)
  } catch {
    // Told below as what it is not.
  }
  const parsed = CATALOGUE.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = `/${issue?.path.join('/')}: ${issue?.message}`
  const problem = { en: `The catalogue at ${name} is wrong: ${place}`, 'zh-CN': `目录 ${name} 有误：${place}` }
  throw new TenonError({ code: 'PLUGIN_INVALID', message: textIn(problem, locale) })
}

interface Wanted {
  id: string
  range: string
  host: string
  locale?: Locale
}

/**
 * The newest version in the range that this host can run. Throws NOT_FOUND naming what there is.
 */
export function chooseVersion({ plugins }: Catalogue, { id, range, host, locale = 'en' }: Wanted): CatalogueEntry {
  if (semver.validRange(range) === null) throw noRange(id, range, locale)
  const entries = Object.hasOwn(plugins, id) ? (plugins[id] ?? []) : []
  const fitting = entries.filter((entry) => semver.satisfies(host, entry.host))
  const best = semver.maxSatisfying(
    fitting.map(({ version }) => version),
    range,
  )
  const found = fitting.find(({ version }) => version === best)
  if (found !== undefined) return found
  throw notOffered(plugins, { id, range, host, locale })
}

function noRange(id: string, range: string, locale: Locale): TenonError {
  const problem = {
    en: `'${range}' is no range of versions of '${id}'; expected one such as 1.2.0, ^1.2.0 or *.`,
    'zh-CN': `'${range}' 不是 '${id}' 的版本范围；应为 1.2.0、^1.2.0 或 * 等形式。`,
  }
  return new TenonError({ code: 'BAD_REQUEST', message: textIn(problem, locale) })
}

/** Names the versions that there are, or the plugins where it is none of them. */
export function notOffered(plugins: Catalogue['plugins'], { id, range, host, locale = 'en' }: Wanted): TenonError {
  const entries = Object.hasOwn(plugins, id) ? (plugins[id] ?? []) : []
  const known = entries.map((entry) => `${entry.version} (for Tenon ${entry.host})`)
  const others = Object.keys(plugins).sort().join(', ')
  const there = known.length > 0 ? `there are ${known.join(', ')}` : `it has ${others || 'nothing'}`
  const chinese = known.length > 0 ? `现有 ${known.join('、')}` : `目录中有 ${others || '（空）'}`
  const problem = {
    en: `The catalogue has no '${id}' ${range} that Tenon ${host} can run; ${there}.`,
    'zh-CN': `目录中没有可在 Tenon ${host} 上运行的 '${id}' ${range}；${chinese}。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(problem, locale) })
}
