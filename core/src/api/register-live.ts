import type { FastifyInstance, FastifyRequest } from 'fastify'
import pLimit from 'p-limit'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { openLiveStream } from './open-live-stream.ts'
import { readApiCall } from './read-api-call.ts'
import { readSubscription } from './read-subscription.ts'
import type { Query } from './rest-input.ts'

/** Streams that look again at a time after rights have changed: of a thousand that did at once, the pool would be full for seconds. */
const LOOKS_AT_ONCE = 3

/** Live changes as server-sent events: all that the actor may know of, or those of some records. */
export async function registerLive(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { identity } = dependencies
  const inTurn = pLimit(LOOKS_AT_ONCE)
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())
  // No HEAD: it would open a stream that nobody reads.
  app.get('/', { exposeHeadRoute: false }, async (request, reply) => {
    const { requestId, locale, signal, identify } = readApiCall(request, reply, identity.authenticate)
    const { actor, tenant, expiresAt } = await identify()
    const ctx = Object.freeze({ actor, tenant, requestId, signal, locale, depth: 0 })
    const followed = await readSubscription(ctx, request.query as Query, dependencies)
    const stream = await openLiveStream(ctx, {
      ...dependencies,
      ...{
        identify,
        expiresAt,
        followed,
        socket: reply.raw.socket,
        ending: ending.signal,
        inTurn,
        lastId: lastIdOf(request),
      },
    })
    // Proxies must neither keep nor gather nor compress it.
    reply.header('cache-control', 'no-store, no-transform').header('x-accel-buffering', 'no')
    return reply.type('text/event-stream; charset=utf-8').send(stream)
  })
}

/** What a browser's own EventSource sends when it comes back, too. */
function lastIdOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id']
  return typeof given === 'string' && given !== '' ? given : undefined
}
