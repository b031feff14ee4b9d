import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { makeAnswerError, PLAIN_ERROR } from '../api/answer-error.ts'
import type { ApiDependencies } from '../api/api-services.ts'
import { BODY_LIMIT } from '../api/body-limits.ts'
import { registerApi } from '../api/register-api.ts'
import type { LimitsConfig } from '../config/limits-config.ts'
import { answerBrokenRequest } from './answer-broken-request.ts'
import { limitActors } from './limit-actors.ts'
import { limitAddresses } from './limit-addresses.ts'
import { type Health, registerHealth } from './register-health.ts'
import { type MetricsRoute, registerMetrics } from './register-metrics.ts'
import { addSecurityHeaders } from './security-headers.ts'
import { type BuiltFiles, serveFiles } from './serve-files.ts'
import { takeTurns } from './take-turns.ts'

export interface ServerOptions {
  api: ApiDependencies
  files: BuiltFiles
  /** Public address; https switches strict transport on. */
  baseUrl: string
  trustedProxies: string[] | false
  metrics: MetricsRoute
  health: Health
  /** Missing: as many requests as come. */
  limits?: LimitsConfig | undefined
  logger: FastifyBaseLogger
}

/** The HTTP server, not listening yet: API, browser files and the headers that every answer carries. */
export async function createServer({
  api,
  files,
  baseUrl,
  trustedProxies,
  metrics,
  health,
  limits,
  logger,
}: ServerOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    genReqId: () => uuidv7(),
    trustProxy: trustedProxies,
    bodyLimit: BODY_LIMIT.bytes,
    // Requests under way are finished; live streams, which never end by themselves, end when the server does.
    forceCloseConnections: 'idle',
    requestTimeout: 120_000,
    // An address that cannot be decoded, before any route is known.
    frameworkErrors: makeAnswerError(PLAIN_ERROR),
    clientErrorHandler: answerBrokenRequest,
  })
  // What fails where no route is, such as a large body.
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  addSecurityHeaders(app, { secure: baseUrl.startsWith('https:') })
  closeConnectionsAtEnd(app)
  registerHealth(app, health)
  registerMetrics(app, metrics)
  limitAddresses(app, limits?.perAddress ?? null)
  if (limits !== undefined) takeTurns(app, limits)
  const authenticate = limitActors(api.identity.authenticate, limits?.perActor ?? null)
  await registerApi(app, { ...api, identity: { ...api.identity, authenticate } })
  await serveFiles(app, files)
  return app
}

/**
 * Answers that go out while the server ends are the last ones of their connections; when all are out, the connections
 * that are left have nothing to say: browsers open some ahead of what they may ask, and never close them.
 */
function closeConnectionsAtEnd(app: FastifyInstance): void {
  let ending = false
  let underWay = 0
  const closeUnused = () => {
    if (ending && underWay === 0) app.server.closeAllConnections()
  }
  app.addHook('onRequest', (_, reply, done) => {
    underWay += 1
    reply.raw.once('close', () => {
      underWay -= 1
      // After the answer's last bytes are handed on.
      if (ending) setImmediate(closeUnused)
    })
    done()
  })
  app.addHook('preClose', async () => {
    ending = true
    setTimeout(closeUnused, 50)
  })
  app.addHook('onSend', async (_, reply) => {
    if (ending) reply.header('connection', 'close')
  })
}
