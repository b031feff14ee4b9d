import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { SavedView } from '@tenon/sdk/contract/views-api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { tagged } from './rest-call.ts'
import { type Query, readObject, readVersion } from './rest-input.ts'
import {
  createSavedViewInput,
  getSavedViewInput,
  listSavedViewsInput,
  reorderViewsInput,
  savedViewVersionInput,
  updateSavedViewInput,
} from './view-schemas.ts'

interface ViewCall {
  ctx: RequestContext
  id: string
  query: Query
  body: JsonObject
  /** The version that the caller has seen, where the verb asks for one. */
  version(): number
}

/** Saved views over REST, under /api/views: beside the records' paths, where an entity may be called so. */
export async function registerViews(app: FastifyInstance, { services, identity }: ApiDependencies): Promise<void> {
  const { views } = services
  app.setErrorHandler(makeAnswerError(PROBLEM))

  const handle =
    (answer: (call: ViewCall, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const { id } = request.params as { id: string }
      const given = readObject(request.body, call.locale)
      const version = () => readVersion(request.headers['if-match'], given, call.locale)
      const { version: _, ...body } = given
      reply.header('cache-control', 'no-store')
      return answer({ ctx, id, query: request.query as Query, body, version }, reply)
    }
  const one = async (reply: FastifyReply, view: Promise<SavedView>) => tagged(reply, await view)

  app.get(
    '/',
    handle(({ ctx, query }) => views.list(ctx, listSavedViewsInput.parse(query))),
  )
  app.post(
    '/',
    handle(async ({ ctx, body }, reply) => {
      const view = await views.create(ctx, createSavedViewInput.parse(body))
      reply.status(201).header('location', `/api/views/${view.id}`)
      return tagged(reply, view)
    }),
  )
  app.post(
    '/reorder',
    handle(({ ctx, body }) => views.reorder(ctx, reorderViewsInput.parse(body))),
  )
  app.get(
    '/:id',
    handle(({ ctx, id, query }, reply) => one(reply, views.get(ctx, getSavedViewInput.parse({ ...query, id })))),
  )
  app.patch(
    '/:id',
    handle(({ ctx, id, body, version }, reply) => {
      return one(reply, views.update(ctx, updateSavedViewInput.parse({ ...body, id, version: version() })))
    }),
  )
  app.delete(
    '/:id',
    handle(({ ctx, id, version }, reply) => {
      return one(reply, views.delete(ctx, savedViewVersionInput.parse({ id, version: version() })))
    }),
  )
}
