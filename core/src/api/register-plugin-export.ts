import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'

/** GET /api/plugins/<id>/export: all that a tenant has by a plugin, as lines of JSON, streamed. Admins only. */
export async function registerPluginExport(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { identity, exportPlugin } = dependencies
  app.setErrorHandler(makeAnswerError(PROBLEM))
  app.get<{ Params: { id: string } }>('/:id/export', { exposeHeadRoute: false }, async (request, reply) => {
    const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
    const { id } = request.params
    const lines = await exportPlugin(ctx, { id })
    return reply
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', `attachment; filename="${id}-${ctx.tenant.slug}.jsonl"`)
      .type('application/x-ndjson; charset=utf-8')
      .send(Readable.from(lines))
  })
}
