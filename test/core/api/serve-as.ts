import Fastify, { type FastifyInstance } from 'fastify'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { Actor } from '../../../core/src/context/request-context.ts'
import type { PluginTenant } from '../../support/open-plugin-tenant.ts'

/** The whole API of a tenant, in which everybody is one actor. */
export async function serveAs({ tenon, tenant }: PluginTenant, actor: Actor): Promise<FastifyInstance> {
  const app = Fastify()
  const { api } = tenon
  const authenticate = async () => ({ actor, tenant: { ...tenant, name: 'Acme' }, expiresAt: null })
  await registerApi(app, { ...api, identity: { ...api.identity, authenticate } })
  return app
}
