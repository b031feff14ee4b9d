import { createHash } from 'node:crypto'
import type { HookAnswer, HookOutput } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { CallKind, PluginScript, Sandbox, SandboxCall } from '../../../core/src/sandbox/sandbox.ts'

/** A script as a plugin's bundle leaves it, with one before-hook, after-hook and guard: the function given as text. */
function scriptOf({ hook, setUp = '', version = '1.0.0' }: Probe): PluginScript {
  const source = `var TenonPlugin = (function () { ${setUp};
    const hook = ${hook};
    return { plugin: { entities: { thing: { beforeCreate: hook, afterCreate: hook } }, guards: { ready: hook } } } })()`
  return { ...scriptFrom(source), version }
}

export function scriptFrom(source: string): PluginScript {
  const sourceHash = createHash('sha256').update(source).digest('hex')
  return { pluginId: 'probe', version: '1.0.0', source, sourceHash }
}

export interface Probe {
  hook: string
  setUp?: string
  version?: string
  tenant?: string
  kind?: CallKind
  records?: JsonObject[]
  host?: SandboxCall['host']
  signal?: AbortSignal
}

const TARGETS: Record<CallKind, { target: string; hook: string }> = {
  guard: { target: 'guards.ready', hook: 'guards.ready' },
  beforeHook: { target: 'entities.thing.beforeCreate', hook: 'beforeCreate' },
  afterHook: { target: 'entities.thing.afterCreate', hook: 'afterCreate' },
  action: { target: 'entities.thing.beforeCreate', hook: 'beforeCreate' },
  question: { target: 'entities.thing.beforeCreate', hook: 'beforeCreate' },
}

export function callHook(sandbox: Sandbox, probe: Probe): Promise<HookOutput> {
  const { tenant = 'acme', kind = 'beforeHook', records = [{ name: 'one' }] } = probe
  const place = TARGETS[kind]
  return sandbox.call({
    tenantId: tenant,
    script: scriptOf(probe),
    kind,
    target: place.target,
    input: {
      entity: 'thing',
      hook: place.hook,
      records: records.map((values) => ({ id: null, values, old: null })),
      actor: { kind: 'user', id: 'u1', name: 'Ada' },
      locale: 'en',
      eventId: 'event-1',
    },
    host: probe.host ?? (() => Promise.resolve(null)),
    signal: probe.signal ?? new AbortController().signal,
  })
}

/** Runs a hook on one record and gives what it changed. */
export async function changesOf(sandbox: Sandbox, probe: Probe): Promise<JsonObject> {
  const { answers } = await callHook(sandbox, probe)
  const [answer] = answers as [HookAnswer]
  if (answer.kind !== 'ok') throw new Error(`rejected: ${answer.message}`)
  return answer.changes ?? {}
}

/** Code and message of the error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return { code: 'NONE', message: 'the call did not fail' }
}
