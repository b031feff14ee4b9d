import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { type Query, readObject } from './rest-input.ts'
import {
  countTagsInput,
  createTagInput,
  deleteTagInput,
  listTagsInput,
  mergeTagsInput,
  updateTagInput,
} from './tag-schemas.ts'

interface TagCall {
  ctx: RequestContext
  id: string
  query: Query
  body: JsonObject
}

/** The catalogue of tags over REST, under /api/tags: beside the records' paths, where an entity may be called so. */
export async function registerTags(app: FastifyInstance, { services, identity }: ApiDependencies): Promise<void> {
  const { tags } = services
  app.setErrorHandler(makeAnswerError(PROBLEM))

  const handle =
    (answer: (call: TagCall) => Promise<unknown>, status = 200) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const { id } = request.params as { id: string }
      const body = readObject(request.body, call.locale)
      const answered = await answer({ ctx, id, query: request.query as Query, body })
      return reply.status(status).header('cache-control', 'no-store').send(answered)
    }

  app.get(
    '/',
    handle(({ ctx, query }) => tags.list(ctx, listTagsInput.parse(readListQuery(query)))),
  )
  app.post(
    '/',
    handle(({ ctx, body }) => tags.create(ctx, createTagInput.parse(body)), 201),
  )
  app.get(
    '/counts',
    handle(({ ctx, query }) => tags.counts(ctx, countTagsInput.parse({ ...query, ids: listed(query['ids']) }))),
  )
  app.patch(
    '/:id',
    handle(({ ctx, id, body }) => tags.update(ctx, updateTagInput.parse({ ...body, id }))),
  )
  app.delete(
    '/:id',
    handle(({ ctx, id, query }) => {
      return tags.delete(ctx, deleteTagInput.parse({ ...query, id, records: numberIn(query['records']) }))
    }),
  )
  app.post(
    '/:id/merge',
    handle(({ ctx, id, body }) => tags.merge(ctx, mergeTagsInput.parse({ ...body, id }))),
  )
}

/** Parameters of a URL as an input has them. */
function readListQuery({ ids, limit, archived, ...query }: Query): Record<string, unknown> {
  const flags: Record<string, boolean> = { true: true, false: false }
  return {
    ...query,
    ...(ids !== undefined && { ids: listed(ids) }),
    ...(limit !== undefined && { limit: numberIn(limit) }),
    ...(archived !== undefined && { archived: flags[String(archived)] ?? archived }),
  }
}

function listed(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').filter(Boolean) : value
}

function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
}
