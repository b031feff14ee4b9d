import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LimitsConfig } from '../../../core/src/config/limits-config.ts'
import { readLimits } from '../../../core/src/config/read-limits.ts'
import { createServer } from '../../../core/src/http/create-server.ts'
import { listen } from '../../../core/src/http/listen.ts'
import type { PluginTenant } from '../../support/open-plugin-tenant.ts'

export type ServedPlugins = Awaited<ReturnType<typeof servePlugins>>

/** A tenant with plugins, served over HTTP on a free port, and keys of actors with roles. */
export async function servePlugins({ tenon, ctx }: PluginTenant, limits: Partial<LimitsConfig> = {}) {
  const built = mkdtempSync(join(tmpdir(), 'tenon-files-'))
  for (const name of ['index.html', 'tenon.js']) writeFileSync(join(built, name), '')
  const app = await createServer({
    api: tenon.api,
    files: { studio: built, widgets: built },
    baseUrl: 'http://localhost',
    trustedProxies: ['127.0.0.1'],
    metrics: { token: undefined, text: async () => '' },
    health: tenon.readiness,
    limits: { ...readLimits({}), perActor: null, perAddress: null, ...limits },
    logger: tenon.logger,
  })
  const port = await listen(app, { host: '127.0.0.1', port: 0 })
  const newKey = async (roles = ['admin']) => (await tenon.services.apiKeys.create(ctx, { name: 'Tests', roles })).key
  const key = await newKey()

  return {
    app,
    url: `http://127.0.0.1:${port}`,
    newKey,
    key,
    send(path: string, { body, ...init }: Omit<RequestInit, 'body'> & { body?: unknown } = {}): Promise<Response> {
      const headers = new Headers(init.headers)
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${key}`)
      const json = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      if (body !== undefined) headers.set('content-type', 'application/json')
      return fetch(`http://127.0.0.1:${port}${path}`, { ...json, ...init, headers })
    },
    close: () => app.close(),
  }
}
