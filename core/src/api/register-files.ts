import type { Readable } from 'node:stream'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { isShownImage } from '@tenon/sdk/contract/file-access'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { storageFailure } from '../files/storage-failure.ts'
import { readLocale } from '../identity/read-locale.ts'
import type { ByteRange } from '../storage/file-storage.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { contentDisposition } from './content-disposition.ts'
import { passOverBadTypes } from './pass-over-bad-types.ts'
import { abortOnClose, readApiCall } from './read-api-call.ts'
import { readByteRange } from './read-byte-range.ts'
import { refuseCustomer } from './refuse-customer.ts'

const uploadQuery = z.strictObject({
  entity: z.string().min(1).max(50),
  field: z.string().min(1).max(50),
  name: z.string().min(1).max(1000),
})

const contentQuery = z.strictObject({ link: z.string().min(1).max(4000) })

/** POST /api/files keeps a file, whose bytes are the body; GET /api/files/content?link=… gives one, to whom the link was made for. */
export async function registerFiles(app: FastifyInstance, { identity, files }: ApiDependencies): Promise<void> {
  app.setErrorHandler(makeAnswerError(PROBLEM))
  // The body is the file, whatever its sender calls it, and never in memory as a whole.
  app.removeAllContentTypeParsers()
  passOverBadTypes(app)
  app.addContentTypeParser('*', (_, payload, done) => done(null, payload))

  app.post('/', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request, reply) => {
    const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
    const query = uploadQuery.parse(request.query)
    const file = await files.upload(ctx, { ...query, content: bodyOf(request, ctx.locale), length: lengthOf(request) })
    return reply.status(201).header('cache-control', 'no-store').send(file)
  })

  // The link is in the address: it must not stand in the log.
  app.get('/content', { logLevel: 'warn' }, async (request, reply) => {
    const locale = readLocale(request.headers['accept-language'])
    const { link } = contentQuery.parse(request.query)
    const known = await files.follow(link, { requestId: request.id, signal: abortOnClose(reply), locale })
    const range = readByteRange(request.headers.range, known.file.size)
    sendHeaders(reply, known.file, range)
    if (range === 'unsatisfiable') return reply.status(416).send()
    if (request.method === 'HEAD') return reply.header('content-length', lengthOfPart(known.file, range)).send()
    const key = { schema: known.schema, id: known.file.id }
    const bytes = await files.open(key, range ?? undefined).catch((cause: unknown) => {
      reply.removeHeader('content-length')
      throw storageFailure(cause, locale)
    })
    return reply.status(range === null ? 200 : 206).send(bytes)
  })
}

function bodyOf({ body }: FastifyRequest, locale: Locale): Readable {
  if (body !== undefined && body !== null) return body as Readable
  const message = {
    en: 'The body is missing: it is the bytes of the file.',
    'zh-CN': '缺少请求体：请求体应为文件的字节。',
  }
  throw new TenonError({ code: 'BAD_REQUEST', message: textIn(message, locale) })
}

function lengthOf({ headers }: FastifyRequest): number | null {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : null
}

/**
 * Bytes that somebody else has sent are never a page of this server: only pictures without code are shown, all else is a
 * download of no type, and what a browser makes of it has no scripts, no origin and no frames.
 */
function sendHeaders(reply: FastifyReply, file: StoredFile, range: ByteRange | 'unsatisfiable' | null): void {
  const shown = isShownImage(file)
  reply.headers({
    'content-type': shown ? file.type : 'application/octet-stream',
    'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    // Not longer than the link itself; and by nobody but the reader's own browser.
    'cache-control': 'private, max-age=300, immutable',
    'accept-ranges': 'bytes',
  })
  if (range === 'unsatisfiable') reply.header('content-range', `bytes */${file.size}`)
  else reply.header('content-length', lengthOfPart(file, range))
  if (range !== null && range !== 'unsatisfiable')
    reply.header('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
}

function lengthOfPart({ size }: StoredFile, range: ByteRange | null | 'unsatisfiable'): number {
  return range === null || range === 'unsatisfiable' ? size : range.end - range.start + 1
}
