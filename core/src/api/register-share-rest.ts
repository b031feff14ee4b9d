import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import { explainAccessInput, shareRecordInput, unshareRecordInput } from './access-schemas.ts'
import type { ApiDependencies } from './api-services.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { recordIdInput } from './envelope-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

interface ShareCall {
  ctx: RequestContext
  params: Record<string, string>
  query: Record<string, unknown>
  body: JsonObject
}

/** With whom a record is shared, and why somebody sees it, over REST. */
export function registerShareRest(app: FastifyInstance, { services, identity }: ApiDependencies): void {
  const { access } = services

  const handle =
    (answer: (call: ShareCall) => Promise<unknown>, status = 200) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const body = readObject(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const params = request.params as Record<string, string>
      const answered = await answer({ ctx, params, query: request.query as Record<string, unknown>, body })
      tellFormerNames(reply, ctx)
      return reply.status(status).header('cache-control', 'no-store').send(answered)
    }

  app.get(
    '/:entity/:id/shares',
    handle(({ ctx, params }) => access.shares(ctx, recordIdInput.parse(params))),
  )
  app.post(
    '/:entity/:id/shares',
    handle(({ ctx, params, body }) => access.share(ctx, shareRecordInput.parse({ ...body, ...params })), 201),
  )
  app.delete(
    '/:entity/:id/shares/:share',
    handle(({ ctx, params }) => access.unshare(ctx, unshareRecordInput.parse(params))),
  )
  app.get(
    '/:entity/:id/access',
    handle(({ ctx, params, query }) =>
      access.explain(ctx, explainAccessInput.parse({ action: 'read', ...query, ...params })),
    ),
  )
}
