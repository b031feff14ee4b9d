import type { FastifyInstance } from 'fastify'

/**
 * For routes that take a body as it is, whatever its sender calls it: a `content-type` that is none, such as an empty
 * one, would be refused before anything is read, in words about JSON. It is taken away, so that nobody is misled by it.
 */
export function passOverBadTypes(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw, mediaType }) => {
    if (mediaType === undefined) delete raw.headers['content-type']
  })
}
