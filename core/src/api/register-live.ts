import type { FastifyInstance } from 'fastify'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { openLiveStream } from './open-live-stream.ts'
import { readApiCall } from './read-api-call.ts'

/** Live changes as server-sent events: one stream per client. */
export async function registerLive(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { services, subscribeLive, identity, models } = dependencies
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  const ending = new AbortController()
  app.addHook('preClose', async () => ending.abort())
  // No HEAD: it would open a stream that nobody reads.
  app.get('/', { exposeHeadRoute: false }, async (request, reply) => {
    const { requestId, locale, signal, identify } = readApiCall(request, reply, identity.authenticate)
    const { actor, tenant, expiresAt } = await identify()
    const ctx = Object.freeze({ actor, tenant, requestId, signal, locale, depth: 0 })
    const stream = await openLiveStream(ctx, { services, subscribeLive, models, expiresAt, ending: ending.signal })
    // Proxies must neither keep nor gather nor compress it.
    reply.header('cache-control', 'no-store, no-transform').header('x-accel-buffering', 'no')
    return reply.type('text/event-stream; charset=utf-8').send(stream)
  })
}
