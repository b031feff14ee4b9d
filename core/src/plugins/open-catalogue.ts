import { createHash } from 'node:crypto'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { CATALOGUE_FILE, type Catalogue, type CatalogueEntry, parseCatalogue } from './catalogue.ts'
import type { PackedPlugin } from './packed-plugin.ts'
import { type CatalogueSource, makeReadCatalogueFile } from './read-catalogue-file.ts'
import { readPackedPlugin } from './read-packed-plugin.ts'

const INDEX_MAX_BYTES = 8 * 1024 * 1024

export interface OpenCatalogue {
  index: Catalogue
  /** Reads a package; it must be what the index says, byte for byte. */
  read(entry: CatalogueEntry, locale?: Locale): Promise<PackedPlugin>
}

/**
 * Opens a catalogue in a folder or at an `https:` address (`http:` on this machine alone). Nothing is read beyond the
 * sizes that are allowed; an address that leads elsewhere is not followed.
 * Throws PLUGIN_INVALID and UNAVAILABLE naming the catalogue.
 */
export async function openCatalogue(source: CatalogueSource, locale: Locale = 'en'): Promise<OpenCatalogue> {
  const readFile = makeReadCatalogueFile(source, locale)
  const name = source.shownAs ?? source.address
  const content = await readFile({ file: CATALOGUE_FILE, maxBytes: INDEX_MAX_BYTES, locale })
  return {
    index: parseCatalogue(name, content.toString('utf8'), locale),
    async read({ file, bytes, sha256 }, locale = 'en') {
      const content = await readFile({ file, maxBytes: bytes, locale })
      const found = `sha256-${createHash('sha256').update(content).digest('base64')}`
      if (content.length !== bytes || found !== sha256) {
        throw swapped({
          file,
          name,
          is: `${content.length} bytes, ${found}`,
          said: `${bytes} bytes, ${sha256}`,
          locale,
        })
      }
      return readPackedPlugin(file, content.toString('utf8'), locale)
    },
  }
}

function swapped(about: { file: string; name: string; is: string; said: string; locale: Locale }): TenonError {
  const { file, name, is, said, locale } = about
  const problem = {
    en: `${file} in the catalogue at ${name} is not what its index says: it is ${is} instead of ${said}.`,
    'zh-CN': `目录 ${name} 中的 ${file} 与其索引不符：实际为 ${is}，应为 ${said}。`,
  }
  return new TenonError({ code: 'PLUGIN_INVALID', message: textIn(problem, locale) })
}
