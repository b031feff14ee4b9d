import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export interface MetricsRoute {
  /** What a scraper sends as `Authorization: Bearer …`. Without one there is no route at all. */
  token: string | undefined
  /** The figures in the text format of Prometheus. */
  text(): Promise<string>
}

/** GET /metrics for the operator's monitoring: figures name tenants and plugins, so nobody else may read them. */
export function registerMetrics(app: FastifyInstance, { token, text }: MetricsRoute): void {
  if (token === undefined || token === '') return
  const expected = digest(`Bearer ${token}`)
  app.get('/metrics', { logLevel: 'warn' }, async (request, reply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      return reply.code(401).header('www-authenticate', 'Bearer').send({ code: 'UNAUTHENTICATED' })
    }
    return reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(await text())
  })
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
