import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { eraseInput, findPersonInput, personInput } from './privacy-router.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { refuseViewer } from './refuse-viewer.ts'
import { whileSameCaller } from './while-same-caller.ts'

const TYPES = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' } as const

/** What is held of one person, at /api/privacy: finding, taking out as a file, and erasing. */
export async function registerPrivacy(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { services, identity, exportPerson } = dependencies
  const { privacy } = services
  app.setErrorHandler(makeAnswerError(PROBLEM))
  const contextOf = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    return refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
  }
  /** For what leaves a trace or changes something: whoever only looks as somebody else must not. */
  const writerOf = async (request: FastifyRequest, reply: FastifyReply) => {
    const ctx = await contextOf(request, reply)
    refuseViewer(ctx)
    return ctx
  }
  for (const format of ['json', 'csv'] as const) {
    app.get(`/export.${format}`, { exposeHeadRoute: false }, async (request, reply) => {
      const ctx = await writerOf(request, reply)
      const person = personInput.parse(request.query)
      const text = await exportPerson(ctx, { ...person, format })
      return reply
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="person-${person.id}.${format}"`)
        .type(TYPES[format])
        .send(whileSameCaller(readApiCall(request, reply, identity.authenticate), text))
    })
  }
  app.post('/find', async (request, reply) => {
    const ctx = await writerOf(request, reply)
    return privacy.find(ctx, findPersonInput.parse(request.body))
  })
  app.get('/plan', async (request, reply) => {
    const ctx = await contextOf(request, reply)
    return privacy.planErasure(ctx, personInput.parse(request.query))
  })
  app.post('/erase', async (request, reply) => {
    const ctx = await writerOf(request, reply)
    return privacy.erase(ctx, eraseInput.parse(request.body))
  })
  app.get('/erasures', async (request, reply) => privacy.erasures(await contextOf(request, reply)))
}
