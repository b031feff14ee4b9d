import { TRPCError } from '@trpc/server'
import { type FastifyTRPCPluginOptions, fastifyRequestHandler, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { makeAnswerError, TRPC_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { MANY_RECORDS_LIMIT, MANY_RECORDS_PROCEDURE } from './body-limits.ts'
import { readApiCall } from './read-api-call.ts'
import { makeTenonRouter, type TenonRouter } from './tenon-router.ts'
import { toErrorBody } from './to-error-body.ts'

/** tRPC under /api/trpc/<topic>.<procedure>; queries may be sent as POST, so that no input is part of a URL. */
export async function registerTrpc(app: FastifyInstance, { services, identity }: ApiDependencies): Promise<void> {
  app.setErrorHandler(makeAnswerError(TRPC_ERROR))
  const options: FastifyTRPCPluginOptions<TenonRouter> = {
    trpcOptions: {
      router: makeTenonRouter(services),
      allowBatching: false,
      allowMethodOverride: true,
      createContext: ({ req, res }) => readApiCall(req, res, identity.authenticate),
      responseMeta({ errors, ctx }) {
        const [error] = errors
        if (!error) return { headers: { 'cache-control': 'no-store' } }
        const caller = { requestId: ctx?.requestId ?? '', locale: ctx?.locale ?? 'en' }
        const { status, retryAfter } = toErrorBody(error, caller)
        const again = retryAfter === null ? {} : { 'retry-after': String(retryAfter) }
        return { status, headers: { 'cache-control': 'no-store', ...again } }
      },
      onError({ error, req, path, ctx }) {
        const { isFault } = toErrorBody(error, { requestId: req.id, locale: ctx?.locale ?? 'en' })
        if (isFault) req.log.error({ err: error.cause ?? error, path }, 'procedure failed')
      },
    },
  }
  app.addHook('onRequest', async (request) => refuseOtherForms(request))
  await app.register(fastifyTRPCPlugin, options)
  // As tRPC's own routes have it, for a larger body.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body))
  const path = MANY_RECORDS_PROCEDURE
  app.all(`/${path}`, { bodyLimit: MANY_RECORDS_LIMIT.bytes }, (req, res) =>
    fastifyRequestHandler({ ...options.trpcOptions, req, res, path }),
  )
}

/** What tRPC would refuse before it knows the caller's language. */
function refuseOtherForms({ method, headers, query }: FastifyRequest): void {
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '')
  const isBatch = Object.hasOwn(query as object, 'batch')
  if (isBatch || (method === 'POST' && !isJson)) throw new TRPCError({ code: 'BAD_REQUEST' })
}
