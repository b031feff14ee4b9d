import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { makeHttpMethods } from '../../core/src/hooks/host/http-methods.ts'
import { makeHttpTurns } from '../../core/src/hooks/host/http-turns.ts'
import { makeHookRunner } from '../../core/src/hooks/make-hook-runner.ts'
import { completePackage } from '../../core/src/plugins/complete-package.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { noHooks } from '../../core/src/sandbox/read-inventory.ts'
import type { SandboxEvent } from '../../core/src/sandbox/sandbox-event.ts'
import { contextOf, recordingStore, unmasked } from '../core/hooks/hook-kit.ts'
import { openHostileInternet } from './hostile-internet.ts'
import type { HostileProgram } from './hostile-program.ts'

/** How a program ended: `OK`, `REJECTED` or the code of its failure. */
export interface HostileEnd {
  end: string
  message: string
  changes: JsonObject | null
  /** Host calls that reached the record store. */
  reached: number
  ms: number
}

const SECRET = 'canary-secret-of-the-host'

/** A sandbox with everything around it that a hostile program would like to reach. */
export async function openHostileWorld() {
  process.env['TENON_CANARY_SECRET'] = SECRET
  const events: SandboxEvent[] = []
  const sandbox = createSandbox({ children: 2, onEvent: (event) => events.push(event) })
  const canary = createServer()
  let connections = 0
  canary.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const { port } = canary.address() as AddressInfo
  const internet = await openHostileInternet(port)
  const methods = makeHttpMethods({
    fetchUrl: internet.fetchUrl,
    readSecret: async () => SECRET,
    turns: makeHttpTurns(),
    enabled: true,
  })

  async function run(program: HostileProgram): Promise<HostileEnd> {
    const store = recordingStore({ name: 'stored' })
    const plugin = { package: packageOf(program), grants: program.grants ?? [] }
    const hooks = makeHookRunner({
      sandbox,
      plugins: { get: async () => [plugin] },
      records: store.records,
      maskRecords: unmasked,
      methods,
    })
    const ctx = contextOf({ tenant: { id: program.name, slug: 'hostile', schema: 't_hostile' } })
    let last: Omit<HostileEnd, 'reached' | 'ms'> = { end: 'NOT_RUN', message: '', changes: null }
    const started = performance.now()
    for (let call = 0; call < (program.calls ?? 1); call++) {
      last = await endOf(() => callOnce(hooks, { program, ctx, canary: port }))
    }
    return { ...last, reached: store.calls.length, ms: performance.now() - started }
  }

  async function close(): Promise<void> {
    delete process.env['TENON_CANARY_SECRET']
    await sandbox.close()
    await internet.close()
    await new Promise((resolve) => canary.close(resolve))
  }

  return { sandbox, events, run, close, connections: () => connections, secret: SECRET }
}

type Hooks = ReturnType<typeof makeHookRunner>

interface HostileCall {
  program: HostileProgram
  ctx: ReturnType<typeof contextOf>
  canary: number
}

async function callOnce(hooks: Hooks, { program, ctx, canary }: HostileCall): Promise<HookAnswer | undefined> {
  const records = [{ id: null, values: { name: 'one', canary }, old: null }]
  switch (program.kind) {
    case 'guard': {
      const guard = { name: 'ready', label: { en: 'Ready' } }
      return (await hooks.runGuard(ctx, { entity: 'thing', plugin: 'hostile', guard, records }))[0]
    }
    case 'after': {
      const event = {
        id: 'event-1',
        type: 'record.created' as const,
        entity: 'thing',
        recordId: 'r1',
        version: 1,
        occurredAt: '2026-01-01T00:00:00Z',
        actor: 'user:u1',
        depth: 0,
        before: null,
        after: { name: 'one' },
      }
      await hooks.runAfter(ctx.tenant, { event, plugin: 'hostile', hook: 'afterCreate', signal: ctx.signal })
      return { kind: 'ok' }
    }
    default:
      return (await hooks.runBefore(ctx, { entity: 'thing', hook: 'beforeCreate', records }))[0]
  }
}

async function endOf(call: () => Promise<HookAnswer | undefined>) {
  try {
    const answer = await call()
    if (answer?.kind === 'reject') return { end: 'REJECTED', message: answer.message, changes: null }
    return { end: 'OK', message: '', changes: answer?.changes ?? {} }
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return { end: code ?? 'UNFORESEEN', message, changes: null }
  }
}

/** A package as an install leaves it. Its inventory is given, so that scripts that fail to load get as far as a call. */
function packageOf({ name, hook, setUp = '' }: HostileProgram): PluginPackage {
  const manifest: PluginManifest = { id: 'hostile', version: '1.0.0', label: { en: name }, host: '^0.1.0' }
  const hooksSource = `var TenonPlugin = (function () { ${setUp}
    ;const hook = ${hook};
    return { plugin: { entities: { thing: { beforeCreate: hook, afterCreate: hook } }, guards: { ready: hook } } } })()`
  const hooks = {
    ...noHooks(),
    entities: { thing: ['beforeCreate' as const, 'afterCreate' as const] },
    guards: ['ready'],
  }
  return completePackage({ manifest, hooksSource, hooks, integrity: name })
}
