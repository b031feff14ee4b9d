import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from './api-services.ts'
import { BODY_LIMIT } from './body-limits.ts'
import { registerAffectedValues } from './register-affected-values.ts'
import { registerAudit } from './register-audit.ts'
import { registerAuth } from './register-auth.ts'
import { registerFiles } from './register-files.ts'
import { registerLive } from './register-live.ts'
import { registerOpenApi } from './register-open-api.ts'
import { registerPluginExport } from './register-plugin-export.ts'
import { registerPrivacy } from './register-privacy.ts'
import { registerRest } from './register-rest.ts'
import { registerSetup } from './register-setup.ts'
import { registerTags } from './register-tags.ts'
import { registerTrpc } from './register-trpc.ts'
import { registerViews } from './register-views.ts'
import { registerWebhooks } from './register-webhooks.ts'
import { makeSiteCors } from './site-cors.ts'

/**
 * Mounts everything under /api: tRPC, REST with its OpenAPI document, exports of plugins, live changes, sign-in and first set-up; and
 * beside it, under /hooks, what other systems post to.
 */
export async function registerApi(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  await app.register(async (api) => {
    api.addHook('onRoute', (route) => {
      route.bodyLimit ??= BODY_LIMIT.bytes
    })
    api.addHook('onRequest', (request, reply, done) => {
      reply.header('x-request-id', request.id)
      done()
    })
    api.addHook('onRequest', makeSiteCors(dependencies.identity.isSiteOrigin))
    // Preflights are answered by the hook above; a route must be there to make it run.
    api.options('/api/live', async (_, reply) => reply.status(404).send())
    await api.register((scope) => registerTrpc(scope, dependencies), { prefix: '/api/trpc' })
    await api.register((scope) => registerOpenApi(scope, dependencies), { prefix: '/api/v1' })
    await api.register((scope) => registerRest(scope, dependencies), { prefix: '/api/v1' })
    await api.register((scope) => registerPluginExport(scope, dependencies), { prefix: '/api/plugins' })
    await api.register((scope) => registerAffectedValues(scope, dependencies), { prefix: '/api/model' })
    await api.register((scope) => registerAudit(scope, dependencies), { prefix: '/api/audit' })
    await api.register((scope) => registerPrivacy(scope, dependencies), { prefix: '/api/privacy' })
    await api.register((scope) => registerTags(scope, dependencies), { prefix: '/api/tags' })
    await api.register((scope) => registerViews(scope, dependencies), { prefix: '/api/views' })
    await api.register((scope) => registerFiles(scope, dependencies), { prefix: '/api/files' })
    await api.register((scope) => registerLive(scope, dependencies), { prefix: '/api/live' })
    await api.register((scope) => registerAuth(scope, dependencies), { prefix: '/api/auth' })
    await api.register((scope) => registerSetup(scope, dependencies), { prefix: '/api/setup' })
  })
  await app.register((scope) => registerWebhooks(scope, dependencies), { prefix: '/hooks' })
}
