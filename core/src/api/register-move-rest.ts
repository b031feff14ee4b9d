import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'
import type { ApiDependencies } from './api-services.ts'
import { approvalIdInput, decideMoveInput, listApprovalsInput, requestApprovalInput } from './approval-schemas.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { recordIdInput } from './envelope-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { readObject, readVersion } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

interface MoveCall {
  ctx: RequestContext
  params: Record<string, string>
  query: Record<string, unknown>
  body: JsonObject
  /** The version of the record that the caller has seen. */
  version(): number
}

type Answer = (call: MoveCall) => Promise<unknown>

/** Where records can go, and asking for approval to go there, over REST. */
export function registerMoveRest(app: FastifyInstance, { services, identity }: ApiDependencies): void {
  const { records, approvals } = services

  const handle =
    (answer: Answer, status = 200) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      checkJsonBounds(request.body, call.locale)
      const body = readObject(request.body, call.locale)
      const ctx = refuseCustomer(await call.authenticate())
      const params = request.params as Record<string, string>
      const query = request.query as Record<string, unknown>
      const version = () => readVersion(request.headers['if-match'], body, call.locale)
      const answered = await answer({ ctx, params, query, body, version })
      tellFormerNames(reply, ctx)
      return reply.status(status).header('cache-control', 'no-store').send(answered)
    }

  app.get(
    '/:entity/:id/moves',
    handle(({ ctx, params }) => records.moves(ctx, recordIdInput.parse(params))),
  )
  app.get(
    '/:entity/:id/approvals',
    handle(({ ctx, params, query }) =>
      approvals.list(ctx, listApprovalsInput.parse({ of: 'record', ...params, ...query })),
    ),
  )
  app.post(
    '/:entity/:id/approvals',
    handle(({ ctx, params, body, version }) => {
      return approvals.request(ctx, requestApprovalInput.parse({ ...body, ...params, version: version() }))
    }, 201),
  )
  // No entity is called so: names have no hyphens.
  app.get(
    '/move-approvals',
    handle(({ ctx, query }) => approvals.list(ctx, listApprovalsInput.parse({ of: 'toDecide', ...query }))),
  )
  app.post(
    '/move-approvals/:id/decide',
    handle(({ ctx, params, body }) => approvals.decide(ctx, decideMoveInput.parse({ ...body, ...params }))),
  )
  app.post(
    '/move-approvals/:id/withdraw',
    handle(({ ctx, params }) => approvals.withdraw(ctx, approvalIdInput.parse(params))),
  )
}
