import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CLIENT_ADDRESS_HEADER } from '../identity/create-auth.ts'
import { readLocale } from '../identity/read-locale.ts'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { toHeaders } from './read-api-call.ts'

/** What of better-auth is reachable; all else that it can do is not offered. */
const ROUTES = [
  ['POST', '/sign-in/email'],
  ['POST', '/sign-out'],
  ['GET', '/get-session'],
  ['POST', '/change-password'],
  ['GET', '/list-sessions'],
  ['POST', '/revoke-session'],
  ['POST', '/revoke-other-sessions'],
] as const

/** Sign-in and sessions under /api/auth. */
export async function registerAuth(app: FastifyInstance, { identity }: ApiDependencies): Promise<void> {
  const { auth, forgetSessions } = identity
  await auth.load()
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: 10_000 }, (_, body, done) =>
    done(null, body),
  )

  async function handle(request: FastifyRequest, reply: FastifyReply) {
    refuseOtherSites(request, identity)
    const response = await auth.handle(toFetchRequest(request))
    // A changed password or an ended session must count at once, not when the cache has run out.
    if (request.method === 'POST') forgetSessions()
    if (!response.ok) throw toTenonError(response.status, readLocale(request.headers['accept-language']))
    for (const [name, value] of response.headers) {
      if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value)
    }
    reply.header('set-cookie', response.headers.getSetCookie()).header('cache-control', 'no-store')
    return reply.status(response.status).send(await response.text())
  }

  for (const [method, url] of ROUTES) app.route({ method, url, handler: handle })
}

/** Nobody's page may sign a visitor in or out. Programs send neither header. */
function refuseOtherSites(request: FastifyRequest, identity: ApiDependencies['identity']): void {
  const headers = toHeaders(request)
  if (!headers.has('origin') && !headers.has('sec-fetch-site')) return
  const locale = readLocale(headers.get('accept-language'))
  identity.checkSameOrigin({ headers, method: request.method, locale })
}

function toFetchRequest(request: FastifyRequest): Request {
  const headers = toHeaders(request)
  headers.set(CLIENT_ADDRESS_HEADER, request.ip)
  const body = request.method === 'POST' ? String(request.body ?? '{}') : null
  return new Request(`${request.protocol}://${request.host}${request.url}`, { method: request.method, headers, body })
}

function toTenonError(status: number, locale: Locale): TenonError {
  const { code, message } = REFUSALS[status] ?? OTHER
  return new TenonError({ code, message: textIn(message, locale) })
}

interface Refusal {
  code: TenonErrorCode
  message: LocalizedText
}

const OTHER: Refusal = {
  code: 'BAD_REQUEST',
  message: { en: 'The sign-in request is not valid.', 'zh-CN': '登录请求无效。' },
}

const REFUSALS: Record<number, Refusal> = {
  401: {
    code: 'UNAUTHENTICATED',
    message: { en: 'The e-mail address or the password is wrong.', 'zh-CN': '电子邮件地址或密码错误。' },
  },
  403: {
    code: 'FORBIDDEN',
    message: { en: 'Sign in from a page of this server.', 'zh-CN': '请从本服务器的页面登录。' },
  },
  429: {
    code: 'RATE_LIMITED',
    message: { en: 'Too many attempts. Wait a minute and try again.', 'zh-CN': '尝试次数过多，请一分钟后再试。' },
  },
  500: {
    code: 'UNAVAILABLE',
    message: { en: 'Signing in is not possible right now.', 'zh-CN': '目前无法登录。' },
  },
}
