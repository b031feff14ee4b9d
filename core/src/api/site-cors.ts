import type { FastifyReply, FastifyRequest } from 'fastify'

/** The only routes that pages of other origins may call. */
const OPEN_TO_SITES = /^\/api\/(trpc\/embed\.[A-Za-z0-9]+|live)(\?|$)/

/**
 * Lets the pages of registered sites call the embed's routes: the origin by name, never `*`, never with cookies.
 * An answer to any other origin carries no permission, and its preflight is refused.
 */
export function makeSiteCors(isSiteOrigin: (origin: string) => Promise<boolean>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { origin } = request.headers
    if (!OPEN_TO_SITES.test(request.url)) return
    reply.header('vary', 'Origin')
    const isAllowed = origin !== undefined && (await isSiteOrigin(origin))
    if (isAllowed) {
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-expose-headers', 'x-request-id')
    }
    if (request.method !== 'OPTIONS') return
    if (!isAllowed) return reply.status(403).send()
    return reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'authorization, content-type, accept-language, last-event-id')
      .header('access-control-max-age', '600')
      .status(204)
      .send()
  }
}
