import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { isAbsentFile } from '../storage/is-absent-file.ts'

/** A catalogue's address, and how it is called where its readers must not learn of the server's folders and network. */
export interface CatalogueSource {
  /** A folder, or an `https:` address (`http:` on this machine alone). */
  address: string
  /** Default: the address, with the reasons that the system gives for what fails. */
  shownAs?: string
  /** For one file, from the first byte asked for to the last. Default: 30 s. */
  timeoutMilliseconds?: number
}

interface WantedFile {
  file: string
  maxBytes: number
  locale: Locale
}

export type ReadCatalogueFile = (wanted: WantedFile) => Promise<Buffer>

const TIMEOUT_MILLISECONDS = 30_000

/** Throws PLUGIN_INVALID for an address that cannot be a catalogue's; what it returns throws that and UNAVAILABLE. */
export function makeReadCatalogueFile(source: CatalogueSource, locale: Locale): ReadCatalogueFile {
  const { address } = source
  const url = /^[a-z][a-z0-9+.-]+:/i.test(address) && URL.canParse(address) ? new URL(address) : null
  if (url === null) return readerOfFolder(source, address)
  if (url.protocol === 'file:') return readerOfFolder(source, fileURLToPath(url))
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const mayBe = url.protocol === 'https:' || (url.protocol === 'http:' && local)
  if (mayBe && url.username === '' && url.password === '') return readerOfWeb(source, url)
  const shown = source.shownAs ?? address
  const problem = {
    en: `'${shown}' cannot be a catalogue: use a folder or an https: address (http: on this machine only) without a password in it.`,
    'zh-CN': `'${shown}' 不能作为目录：请使用文件夹或 https: 地址（http: 仅限本机），地址中不得包含密码。`,
  }
  throw new TenonError({ code: 'PLUGIN_INVALID', message: textIn(problem, locale) })
}

function readerOfFolder(source: CatalogueSource, folder: string): ReadCatalogueFile {
  return async ({ file, maxBytes, locale }) => {
    const path = join(folder, file)
    const about = { source, file, place: path, locale }
    const stats = await stat(path).catch((cause: unknown) => {
      throw unreadable(about, cause)
    })
    if (!stats.isFile() || stats.size > maxBytes) throw tooLarge(about, maxBytes)
    return readFile(path)
  }
}

function readerOfWeb(source: CatalogueSource, base: URL): ReadCatalogueFile {
  const folder = base.href.endsWith('/') ? base.href : `${base.href}/`
  return async ({ file, maxBytes, locale }) => {
    const url = new URL(file, folder).href
    const about = { source, file, place: url, locale }
    try {
      return await download(url, { maxBytes, milliseconds: source.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS })
    } catch (cause) {
      if (cause instanceof RangeError) throw tooLarge(about, maxBytes)
      throw unreadable(about, cause)
    }
  }
}

/** Throws RangeError for more bytes than allowed, and whatever `fetch` throws. */
async function download(url: string, { maxBytes, milliseconds }: { maxBytes: number; milliseconds: number }) {
  const options = { redirect: 'error', signal: AbortSignal.timeout(milliseconds) } as const
  // Once more where the connection broke: one that was kept may have been closed at the other end meanwhile.
  const response = await fetch(url, options).catch((error: unknown) => {
    if (options.signal.aborted) throw error
    return fetch(url, options)
  })
  if (!response.ok) throw new Error(`it answers ${response.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop ends the download.
    if (size > maxBytes) throw new RangeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function absent(place: string): LocalizedText {
  return {
    en: `${place} cannot be read: it does not exist; 'tenon plugin catalogue build <folder>' writes it.`,
    'zh-CN': `无法读取 ${place}：文件不存在；可用“tenon plugin catalogue build <文件夹>”生成。`,
  }
}

interface AboutFile {
  source: CatalogueSource
  file: string
  place: string
  locale: Locale
}

function unreadable({ source, file, place, locale }: AboutFile, cause: unknown): TenonError {
  const { shownAs } = source
  const problem =
    shownAs === undefined
      ? isAbsentFile(cause)
        ? absent(place)
        : { en: `${place} cannot be read: ${reasonOf(cause)}`, 'zh-CN': `无法读取 ${place}：${reasonOf(cause)}` }
      : {
          en: `${file} of the catalogue ${shownAs} cannot be read. The server's log says why; try again later.`,
          'zh-CN': `无法读取目录 ${shownAs} 的 ${file}。原因见服务器日志；请稍后重试。`,
        }
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(problem, locale), cause })
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return ''
  return cause.cause instanceof Error ? cause.cause.message : cause.message
}

function tooLarge({ source, file, place, locale }: AboutFile, maxBytes: number): TenonError {
  const shown = source.shownAs === undefined ? place : `${file} (${source.shownAs})`
  const problem = {
    en: `${shown} has more than ${maxBytes} bytes.`,
    'zh-CN': `${shown} 超过 ${maxBytes} 字节。`,
  }
  return new TenonError({ code: 'PLUGIN_INVALID', message: textIn(problem, locale) })
}
