import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { findAuditInput } from './audit-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { readTimelineQuery } from './read-timeline-query.ts'
import { refuseCustomer } from './refuse-customer.ts'
import type { Query } from './rest-input.ts'
import { whileSameCaller } from './while-same-caller.ts'

/** The tenant's audit trail, a page at a time at /api/audit and as a CSV file at /api/audit/export.csv. Admins only. */
export async function registerAudit(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { services, identity, exportAudit } = dependencies
  app.setErrorHandler(makeAnswerError(PROBLEM))
  const read = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    const call = readApiCall(request, reply, identity.authenticate)
    const ctx = refuseCustomer(await call.authenticate())
    return { call, ctx, input: findAuditInput.parse(readTimelineQuery(request.query as Query)) }
  }
  app.get('/', async (request, reply) => {
    const { ctx, input } = await read(request, reply)
    return services.audit.find(ctx, input)
  })
  app.get('/export.csv', { exposeHeadRoute: false }, async (request, reply) => {
    const { call, ctx, input } = await read(request, reply)
    const text = await exportAudit(ctx, input)
    const day = new Date().toISOString().slice(0, 10)
    return reply
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', `attachment; filename="audit-${day}.csv"`)
      .type('text/csv; charset=utf-8; header=present')
      .send(whileSameCaller(call, text))
  })
}
