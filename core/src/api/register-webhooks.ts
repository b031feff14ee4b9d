import rateLimit from '@fastify/rate-limit'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readLocale } from '../identity/read-locale.ts'
import type { ReceivedRequest, ReceiveWebhook } from '../webhooks/receive-webhook.ts'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import { passOverBadTypes } from './pass-over-bad-types.ts'
import { abortOnClose } from './read-api-call.ts'

const MAX_BODY_BYTES = 256 * 1024
/** Requests a minute from one address (a /64 network of IPv6): to one webhook, and to all together. */
const PER_WEBHOOK = 300
const PER_ADDRESS = 900

/** What may stand in an address; anything else names nothing, and is looked up all the same. */
const NAME = /^[a-z][A-Za-z0-9-]{0,63}$/

interface Target {
  tenant: string
  plugin: string
  name: string
}

/** Addresses that other systems post to: /hooks/<tenant>/<plugin>/<webhook>. */
export async function registerWebhooks(
  app: FastifyInstance,
  { receiveWebhook }: { receiveWebhook: ReceiveWebhook },
): Promise<void> {
  const answerError = makeAnswerError(PLAIN_ERROR)
  app.setErrorHandler((error, request, reply) => answerError(explain(error, request), request, reply))
  // Signatures are made over the bytes as they came.
  app.removeAllContentTypeParsers()
  passOverBadTypes(app)
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_, body, done) => done(null, body))
  await limitRequests(app)

  async function handle(request: FastifyRequest, reply: FastifyReply) {
    // What code of a plugin says is never a page of this server.
    reply.headers({ 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'no-store' })
    const answer = await receiveWebhook(readRequest(request, reply)).catch((error: unknown) => {
      throw failure(error, request)
    })
    if (answer === null) throw refused(request)
    return reply
      .code(answer.status)
      .headers(answer.headers)
      .send(answer.body === '' ? undefined : answer.body)
  }

  app.post('/:tenant/:plugin/:name', handle)
  app.get('/:tenant/:plugin/:name', { exposeHeadRoute: false }, handle)
}

/** Before the body is read: a flood costs a look into a table. */
async function limitRequests(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: '1 minute', ipv6Subnet: 64 })
  const perAddress = app.createRateLimit({ max: PER_ADDRESS })
  const perWebhook = app.createRateLimit({
    max: PER_WEBHOOK,
    // By what the address means: it can be written in many ways.
    keyGenerator: ({ ip, params }) => JSON.stringify([ip, params]),
  })
  app.addHook('onRequest', async (request, reply) => {
    for (const limiter of [perAddress, perWebhook]) {
      const limit = await limiter(request)
      if (limit.isAllowed || !limit.isExceeded) continue
      reply.header('retry-after', String(limit.ttlInSeconds))
      throw spoken(request, 'RATE_LIMITED', TOO_MANY)
    }
  })
}

function readRequest(request: FastifyRequest, reply: FastifyReply): ReceivedRequest {
  const { tenant, plugin, name } = request.params as Target
  const known = [tenant, plugin, name].every((part) => NAME.test(part))
  return {
    address: known ? { tenant, plugin, name } : { tenant: '', plugin: '', name: '' },
    method: request.method === 'GET' ? 'GET' : 'POST',
    query: lastOfEach(request.query as Record<string, string | string[]>),
    headers: joined(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    signal: abortOnClose(reply),
  }
}

function lastOfEach(query: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat().at(-1) ?? '']))
}

function joined(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}

/** The same for what is not there, what is switched off, and what is not proved. */
function refused(request: FastifyRequest): TenonError {
  return spoken(request, 'UNAUTHENTICATED', {
    en: 'There is no such webhook, or the request does not prove who has sent it.',
    'zh-CN': '没有此网络回调，或请求未能证明其发送方。',
  })
}

/** Senders learn that it failed, not how: that is between the plugin and its admin. */
function failure(error: unknown, request: FastifyRequest): unknown {
  if (!(error instanceof TenonError)) return error
  if (error.code === 'RATE_LIMITED') return spoken(request, 'RATE_LIMITED', TOO_MANY)
  request.log.warn({ err: error }, 'a webhook failed')
  return spoken(request, 'PLUGIN_THREW', {
    en: 'The webhook could not be handled.',
    'zh-CN': '该网络回调未能处理。',
  })
}

function explain(error: unknown, request: FastifyRequest): unknown {
  const tooLarge = error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
  if (!tooLarge) return error
  return spoken(request, 'PAYLOAD_TOO_LARGE', {
    en: 'The request is larger than 256 kB.',
    'zh-CN': '请求超过 256 kB。',
  })
}

const TOO_MANY: LocalizedText = { en: 'Too many requests. Try again later.', 'zh-CN': '请求过多，请稍后再试。' }

function spoken(request: FastifyRequest, code: TenonError['code'], text: LocalizedText): TenonError {
  const locale = readLocale(request.headers['accept-language'])
  return new TenonError({ code, message: textIn(text, locale) })
}
