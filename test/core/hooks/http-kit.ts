import type { RequestListener } from 'node:http'
import type { SecretDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { afterAll, beforeAll } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { ReadSecret } from '../../../core/src/hooks/host/fill-headers.ts'
import { makeHttpMethods } from '../../../core/src/hooks/host/http-methods.ts'
import { makeHttpTurns } from '../../../core/src/hooks/host/http-turns.ts'
import { makeHookRunner } from '../../../core/src/hooks/make-hook-runner.ts'
import type { OutboundRequest } from '../../../core/src/outbound/fetch-url.ts'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { type Internet, textOf } from '../outbound/open-internet.ts'
import { contextOf, installedPlugin, recordingStore, unmasked } from './hook-kit.ts'

const GRANTS = ['http:allowed.example', 'http:other.example']
const SECRETS: SecretDeclaration[] = [
  { name: 'apiKey', label: { en: 'Key' }, hosts: ['allowed.example'] },
  { name: 'token', label: { en: 'Token' }, hosts: ['allowed.example'], headers: ['X-Token', 'authorization'] },
]
export const KEPT: Record<string, string> = { apiKey: 'pa/ss "word"', token: 't0ken' }

export interface HttpHook {
  /** Body of the hook, with `tenon`; what it returns are the changes of its record. */
  hook: string
  kind?: 'before' | 'after' | 'guard'
  grants?: string[]
  readSecret?: ReadSecret
  enabled?: boolean
  ctx?: Partial<RequestContext>
}

/** A sandbox per test file; the function runs a hook of a plugin with secrets in it, and gives what it found and what went out. */
export function useHttpHooks() {
  let sandbox: Sandbox
  beforeAll(() => {
    sandbox = createSandbox({ children: 1 })
  })
  afterAll(() => sandbox.close())
  return (internet: Pick<Internet, 'fetchUrl'>, world: HttpHook) => run({ internet, sandbox }, world)
}

async function run({ internet, sandbox }: { internet: Pick<Internet, 'fetchUrl'>; sandbox: Sandbox }, world: HttpHook) {
  const { hook, kind = 'before', grants = GRANTS, enabled = true } = world
  const name = { before: 'beforeCreate', after: 'afterCreate', guard: '' }[kind]
  const definition =
    kind === 'guard'
      ? `guards: { ready: async (records, tenon) => { ${hook} } }`
      : `entities: { thing: { ${name}: async (records, tenon) => { const run = async () => { ${hook} }; return [await run()] } } }`
  const plugin = await installedPlugin(sandbox, {
    id: 'caller',
    hooks: `const codeOf = (promise) => promise.then(() => 'none', (error) => error.code)
      const textOf = (promise) => promise.then(() => 'none', (error) => error.code + ' ' + error.message)
      export const plugin = definePlugin({ ${definition} })`,
    grants,
  })
  plugin.package.manifest.secrets = SECRETS
  const sent: OutboundRequest[] = []
  const methods = makeHttpMethods({
    fetchUrl: (request) => {
      sent.push(request)
      return internet.fetchUrl(request)
    },
    readSecret: world.readSecret ?? (async (_tenant, _plugin, secret) => KEPT[secret] ?? null),
    turns: makeHttpTurns(),
    enabled,
  })
  const hooks = makeHookRunner({
    sandbox,
    plugins: { get: async () => [plugin] },
    records: recordingStore().records,
    maskRecords: unmasked,
    methods,
  })
  const ctx = contextOf(world.ctx)
  const records = [{ id: null, values: {}, old: null }]
  const answer = async () => {
    if (kind === 'guard')
      return (await hooks.runGuard(ctx, { entity: 'thing', plugin: 'caller', guard: GUARD, records }))[0]
    if (kind === 'before') return (await hooks.runBefore(ctx, { entity: 'thing', hook: 'beforeCreate', records }))[0]
    await hooks.runAfter(ctx.tenant, { event: EVENT, plugin: 'caller', hook: 'afterCreate', signal: ctx.signal })
    return undefined
  }
  const found = await answer()
  return { found: found?.kind === 'ok' ? (found.changes ?? {}) : {}, sent }
}

const GUARD = { name: 'ready', label: { en: 'Ready' } }
const EVENT = {
  id: 'event-1',
  type: 'record.created' as const,
  entity: 'thing',
  recordId: 'r1',
  version: 1,
  occurredAt: '2026-01-01T00:00:00Z',
  actor: 'user:u1',
  depth: 0,
  before: null,
  after: {},
}

/** A host that answers with the request as it came. */
export const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request
  response.end(JSON.stringify({ method, url, headers, body: await textOf(request) }))
}
