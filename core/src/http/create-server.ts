import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { makeAnswerError, PLAIN_ERROR } from '../api/answer-error.ts'
import type { ApiDependencies } from '../api/api-services.ts'
import { BODY_LIMIT_BYTES, registerApi } from '../api/register-api.ts'
import { type MetricsRoute, registerMetrics } from './register-metrics.ts'
import { addSecurityHeaders } from './security-headers.ts'
import { type BuiltFiles, serveFiles } from './serve-files.ts'

export interface ServerOptions {
  api: ApiDependencies
  files: BuiltFiles
  /** Public address; https switches strict transport on. */
  baseUrl: string
  trustedProxies: string[] | false
  metrics: MetricsRoute
  logger: FastifyBaseLogger
}

/** The HTTP server, not listening yet: API, browser files and the headers that every answer carries. */
export async function createServer({
  api,
  files,
  baseUrl,
  trustedProxies,
  metrics,
  logger,
}: ServerOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    genReqId: () => uuidv7(),
    trustProxy: trustedProxies,
    bodyLimit: BODY_LIMIT_BYTES,
    // Live streams never end by themselves: a stopping server closes them.
    forceCloseConnections: true,
    requestTimeout: 120_000,
    // An address that cannot be decoded, before any route is known.
    frameworkErrors: makeAnswerError(PLAIN_ERROR),
  })
  addSecurityHeaders(app, { secure: baseUrl.startsWith('https:') })
  app.get('/healthz', { logLevel: 'silent' }, async () => ({ status: 'ok' }))
  registerMetrics(app, metrics)
  await registerApi(app, api)
  await serveFiles(app, files)
  return app
}
