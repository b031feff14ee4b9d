import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import {
  checkDuplicatesInput,
  findDuplicatesInput,
  mergeRecordsInput,
  setApartInput,
  unmergeRecordsInput,
} from './duplicate-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

interface DuplicateCall {
  ctx: RequestContext
  params: Record<string, string>
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
      const answered = await answer({ ctx, params: request.params as Record<string, string>, body })
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
