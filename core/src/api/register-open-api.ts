import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { makeTtlCache } from '../identity/ttl-cache.ts'
import { namedModel } from '../records/names/named-model.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { buildOpenApi } from './build-open-api.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'

/** Roles can change without a new model version; a document may be that much out of date. */
const CACHE_MILLISECONDS = 10_000

/** GET /api/v1/openapi.json: the actor's own document of the model in force, new the moment a model is published. */
export async function registerOpenApi(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { services, models, identity } = dependencies
  const documents = makeTtlCache<JsonObject>(CACHE_MILLISECONDS)
  app.setErrorHandler(makeAnswerError(PROBLEM))
  app.get('/openapi.json', async (request, reply) => {
    const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
    const model = await models.get(ctx.tenant)
    const document = await documents.get(cacheKey(ctx, model.version), async () =>
      buildOpenApi({ model: namedModel(model), view: await services.model.view(ctx), locale: ctx.locale }),
    )
    return reply.header('cache-control', 'no-store').send(document)
  })
}

function cacheKey({ tenant, actor, locale }: RequestContext, version: number): string {
  const rights = 'roles' in actor ? [...actor.roles].sort() : [actor.kind]
  return JSON.stringify([tenant.schema, version, locale, rights])
}
