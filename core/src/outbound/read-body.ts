import type { IncomingMessage } from 'node:http'
import { PassThrough, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createUnzip } from 'node:zlib'
import type { Locale } from '@tenon/sdk/contract/locale'
import { outboundError } from './outbound-error.ts'

const MAX_BYTES = 1024 * 1024
/** Compressing what cannot be compressed makes it a little longer. */
const MAX_COMPRESSED_BYTES = MAX_BYTES + 64 * 1024

export interface BodyRules {
  /** Who answers, for messages. */
  host: string
  locale: Locale
  signal: AbortSignal
}

/**
 * The body of an answer as text, decompressed and read as UTF-8. It is counted as it comes in and as it comes out, so
 * that neither a stream that decompresses to nothing nor a compressed bomb goes on for long.
 * @throws TenonError PAYLOAD_TOO_LARGE above 1 MB, NET_FAILED for a compression that was not asked for
 */
export async function readBody(response: IncomingMessage, rules: BodyRules): Promise<string> {
  const decompress = decompressor(response.headers['content-encoding'], rules)
  const chunks: Buffer[] = []
  const countIn = atMost(MAX_COMPRESSED_BYTES, rules)
  const countOut = atMost(MAX_BYTES, rules)
  await pipeline(
    response,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) yield countIn(chunk)
    },
    decompress,
    async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) chunks.push(countOut(chunk))
    },
    { signal: rules.signal },
  )
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function decompressor(encoding = 'identity', { host, locale }: BodyRules): Transform {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
    case '':
      return new PassThrough()
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return createUnzip()
    case 'br':
      return createBrotliDecompress()
    default: {
      const text = {
        en: `'${host}' answers in a compression that was not asked for; gzip and br are understood.`,
        'zh-CN': `'${host}' 的响应使用了未请求的压缩方式；支持 gzip 与 br。`,
      }
      throw outboundError('NET_FAILED', text, locale)
    }
  }
}

/** Gives chunks on until there were too many bytes. */
function atMost(limit: number, { host, locale }: BodyRules): (chunk: Buffer) => Buffer {
  let bytes = 0
  return (chunk) => {
    bytes += chunk.length
    if (bytes <= limit) return chunk
    const text = {
      en: `'${host}' answers with more than 1 MB, which is the most that is taken.`,
      'zh-CN': `'${host}' 的响应超过 1 MB 上限。`,
    }
    throw outboundError('PAYLOAD_TOO_LARGE', text, locale)
  }
}
