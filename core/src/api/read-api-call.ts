import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, RequestOrigin } from '../context/request-context.ts'
import type { Authenticate, Authenticated, RequestHeaders } from '../identity/authenticated.ts'
import { readLocale } from '../identity/read-locale.ts'
import { readIdempotencyKey } from './read-idempotency-key.ts'
import { refuseViewer } from './refuse-viewer.ts'
import type { ApiCall } from './trpc.ts'

export interface HttpCall extends ApiCall {
  /** As `authenticate`, with the time at which the credential ends. */
  identify(): Promise<Authenticated>
  /** Aborted when the client goes away before the answer is out. */
  signal: AbortSignal
}

/** Reads who, in which language and until when from an HTTP request. Nothing is looked up before it is asked for. */
export function readApiCall(request: FastifyRequest, reply: FastifyReply, authenticate: Authenticate): HttpCall {
  const { id: requestId, method } = request
  const locale = readLocale(request.headers['accept-language'])
  const signal = abortOnClose(reply)
  const identify = () => authenticate({ headers: headersOf(request), method, locale })
  return {
    requestId,
    locale,
    signal,
    identify,
    async authenticate() {
      const { actor, tenant, viewer } = await identify()
      const key = readIdempotencyKey(request.headers['idempotency-key'], locale)
      const ctx = {
        actor,
        tenant,
        requestId,
        signal,
        locale,
        depth: 0,
        origin: originOf(request, actor),
        ...key,
        ...(viewer !== undefined && { viewer }),
      }
      // tRPC says itself what changes something; of all else, what is not a mere GET may.
      if (!request.url.startsWith('/api/trpc/') && method !== 'GET') refuseViewer(ctx)
      return Object.freeze(ctx)
    },
  }
}

/** The session of a person is that of the browser application, whose calls all go over tRPC. */
function originOf({ url, ip }: FastifyRequest, { kind }: Actor): RequestOrigin {
  if (kind === 'customer') return { channel: 'embed', address: ip }
  if (!url.startsWith('/api/trpc/')) return { channel: 'rest', address: ip }
  return { channel: kind === 'user' ? 'studio' : 'trpc', address: ip }
}

export function toHeaders(request: FastifyRequest): Headers {
  return new Headers([...headersOf(request)])
}

/** The headers as they are read: to make `Headers` of them takes longer than all else that is done to know who asks. */
function headersOf({ headers }: FastifyRequest): RequestHeaders {
  const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)
  return {
    get: (name) => text(headers[name.toLowerCase()]) ?? null,
    *[Symbol.iterator]() {
      for (const name of Object.keys(headers)) {
        const value = text(headers[name])
        if (value !== undefined) yield [name, value]
      }
    },
  }
}

const signals = new WeakMap<FastifyReply, AbortSignal>()

/** Aborted when the client goes away before the answer is out. */
export function abortOnClose(reply: FastifyReply): AbortSignal {
  const known = signals.get(reply)
  if (known !== undefined) return known
  const controller = new AbortController()
  signals.set(reply, controller.signal)
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}
