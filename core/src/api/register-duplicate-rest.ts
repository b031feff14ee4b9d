import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import {
  checkDuplicatesInput,
  duplicateGroupsInput,
  duplicateRuleInput,
  findDuplicatesInput,
  mergeRecordsInput,
  setApartInput,
  unmergeRecordsInput,
} from './duplicate-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { readTimelineQuery } from './read-timeline-query.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { type Query, readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

interface DuplicateCall {
  ctx: RequestContext
  params: Record<string, string>
  query: Query
  body: JsonObject
}

/** Finding duplicates, merging records and taking it back, over REST. */
export function registerDuplicateRest(app: FastifyInstance, { services, identity }: ApiDependencies): void {
  const { records, duplicates } = services

  const handle =
    (answer: (call: DuplicateCall) => Promise<unknown>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const body = readObject(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const params = request.params as Record<string, string>
      const answered = await answer({ ctx, params, query: request.query as Query, body })
      tellFormerNames(reply, ctx)
      return reply.header('cache-control', 'no-store').send(answered)
    }

  app.post(
    '/:entity/duplicates/check',
    handle(({ ctx, params, body }) => records.duplicates(ctx, checkDuplicatesInput.parse({ ...body, ...params }))),
  )
  app.post(
    '/:entity/duplicates/find',
    handle(({ ctx, params, body }) => duplicates.find(ctx, findDuplicatesInput.parse({ ...body, ...params }))),
  )
  app.post(
    '/:entity/duplicates/search',
    handle(({ ctx, params, body }) => duplicates.startSearch(ctx, duplicateRuleInput.parse({ ...body, ...params }))),
  )
  app.get(
    '/:entity/duplicates/search',
    handle(async ({ ctx, params, query }) => ({
      search: await duplicates.search(ctx, duplicateRuleInput.parse({ ...query, ...params })),
    })),
  )
  app.post(
    '/:entity/duplicates/search/cancel',
    handle(async ({ ctx, params, body }) => ({
      search: await duplicates.cancelSearch(ctx, duplicateRuleInput.parse({ ...body, ...params })),
    })),
  )
  app.get(
    '/:entity/duplicates/groups',
    handle(({ ctx, params, query }) =>
      duplicates.groups(ctx, duplicateGroupsInput.parse({ ...readTimelineQuery(query), ...params })),
    ),
  )
  app.post(
    '/:entity/duplicates/set-apart',
    handle(({ ctx, params, body }) => duplicates.setApart(ctx, setApartInput.parse({ ...body, ...params }))),
  )
  app.post(
    '/:entity/merge',
    handle(({ ctx, params, body }) => records.merge(ctx, mergeRecordsInput.parse({ ...body, ...params }))),
  )
  app.post(
    '/:entity/merges/:merge/undo',
    handle(({ ctx, params, body }) => records.unmerge(ctx, unmergeRecordsInput.parse({ ...body, ...params }))),
  )
}
