import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { CATALOGUE_FILE, type Catalogue, type CatalogueEntry, parseCatalogue } from './catalogue.ts'
import type { PackedPlugin } from './packed-plugin.ts'
import { readPackedPlugin } from './read-packed-plugin.ts'

const INDEX_MAX_BYTES = 8 * 1024 * 1024
const TIMEOUT_MILLISECONDS = 30_000

export interface OpenCatalogue {
  index: Catalogue
  /** Reads a package; it must be what the index says, byte for byte. */
  read(entry: CatalogueEntry): Promise<PackedPlugin>
}

/**
 * Opens a catalogue in a folder or at an `https:` address (`http:` on this machine alone). Nothing is read beyond the
 * sizes that are allowed; an address that leads elsewhere is not followed.
 * Throws PLUGIN_INVALID and UNAVAILABLE naming the address.
 */
export async function openCatalogue(address: string): Promise<OpenCatalogue> {
  const readBytes = readerOf(address)
  const index = parseCatalogue(address, (await readBytes(CATALOGUE_FILE, INDEX_MAX_BYTES)).toString('utf8'))
  return {
    index,
    async read({ file, bytes, sha256 }) {
      const content = await readBytes(file, bytes)
      const found = `sha256-${createHash('sha256').update(content).digest('base64')}`
      if (content.length === bytes && found === sha256) return readPackedPlugin(file, content.toString('utf8'))
      throw new TenonError({
        code: 'PLUGIN_INVALID',
        message: `${file} in the catalogue at ${address} is not what its index says: ${content.length} bytes with ${found} instead of ${bytes} with ${sha256}.`,
      })
    },
  }
}

type ReadBytes = (file: string, maxBytes: number) => Promise<Buffer>

function readerOf(address: string): ReadBytes {
  const url = /^[a-z][a-z0-9+.-]+:/i.test(address) && URL.canParse(address) ? new URL(address) : null
  if (url === null) return folderReader(address)
  if (url.protocol === 'file:') return folderReader(fileURLToPath(url))
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return webReader(url)
  throw new TenonError({
    code: 'PLUGIN_INVALID',
    message: `'${address}' cannot be a catalogue: use a folder or an https: address (http: on this machine only).`,
  })
}

function folderReader(folder: string): ReadBytes {
  return async (file, maxBytes) => {
    const path = join(folder, file)
    const stats = await stat(path).catch((cause: unknown) => {
      throw unavailable(path, cause)
    })
    if (!stats.isFile() || stats.size > maxBytes) throw tooLarge(path, maxBytes)
    return readFile(path)
  }
}

function webReader(base: URL): ReadBytes {
  const folder = base.href.endsWith('/') ? base.href : `${base.href}/`
  return async (file, maxBytes) => {
    const url = new URL(file, folder).href
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS)
    const response = await fetch(url, { redirect: 'error', signal }).catch((cause: unknown) => {
      throw unavailable(url, cause)
    })
    if (!response.ok) throw unavailable(url, new Error(`it answers ${response.status}`))
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body ?? []) {
      size += chunk.length
      if (size > maxBytes) throw tooLarge(url, maxBytes)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}

function unavailable(address: string, cause: unknown): TenonError {
  const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : ''
  return new TenonError({ code: 'UNAVAILABLE', message: `${address} cannot be read: ${reason}`, cause })
}

function tooLarge(address: string, maxBytes: number): TenonError {
  return new TenonError({ code: 'PLUGIN_INVALID', message: `${address} has more than ${maxBytes} bytes.` })
}
