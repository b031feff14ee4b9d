import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readLocale } from '../identity/read-locale.ts'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'

const SETUP_INPUT = z.strictObject({
  token: z.string().max(200),
  email: z.string().max(254),
  name: z.string().max(200),
  password: z.string().max(200),
})

/** Makes the first admin with the token of the one-time link; the page around it is the studio's. */
export async function registerSetup(app: FastifyInstance, { identity }: ApiDependencies): Promise<void> {
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  app.post('/', async (request, reply) => {
    const locale = readLocale(request.headers['accept-language'])
    const { token, ...admin } = SETUP_INPUT.parse(request.body)
    await identity.setupLinks.consume(token, { ...admin, locale })
    return reply.status(201).send({ email: admin.email.trim().toLowerCase() })
  })
}
