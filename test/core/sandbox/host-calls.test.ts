import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { HostText } from '../../../core/src/sandbox/host-text.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const events: SandboxEvent[] = []
let sandbox: ObservableSandbox

beforeAll(() => {
  sandbox = createSandbox({ children: 1, onEvent: (event) => events.push(event) })
})
afterAll(() => sandbox.close())

test('a hook asks its host and gets the answers, whatever their order', async () => {
  const asked: Array<{ method: string; args: JsonValue }> = []
  const hook = `async (records, tenon) => {
    const slow = tenon.records.find({ entity: 'a' })
    const quick = await tenon.records.get({ entity: 'b', id: '1' })
    return [{ slow: await slow, quick }]
  }`
  const host = async (method: string, args: JsonValue) => {
    asked.push({ method, args })
    await new Promise((resolve) => setTimeout(resolve, method === 'records.find' ? 60 : 5))
    return { from: method }
  }
  expect(await changesOf(sandbox, { hook, host })).toEqual({
    slow: { from: 'records.find' },
    quick: { from: 'records.get' },
  })
  expect(asked).toEqual([
    { method: 'records.find', args: { entity: 'a' } },
    { method: 'records.get', args: { entity: 'b', id: '1' } },
  ])
})

test('no more than eight host calls are in flight, and all are answered', async () => {
  let inFlight = 0
  let most = 0
  const host = async (_method: string, args: JsonValue) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    await new Promise((resolve) => setTimeout(resolve, 5))
    inFlight -= 1
    return args
  }
  const hook = `async (records, tenon) => [{ sum: (await Promise.all(Array.from({ length: 40 }, (_, id) => tenon.records.get({ id }))))
    .reduce((sum, { id }) => sum + id, 0) }]`
  expect(await changesOf(sandbox, { hook, host })).toEqual({ sum: 780 })
  expect(most).toBe(8)
})

test('two calls of one plugin that wait for their host do not wait for each other', async () => {
  const started: string[] = []
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const hook = 'async (records, tenon) => { await tenon.records.find({}); return [{ name: records[0].values.name }] }'
  const call = (name: string) =>
    changesOf(sandbox, {
      hook,
      records: [{ name }],
      host: async () => {
        started.push(name)
        if (started.length === 2) release()
        await released
        return null
      },
    })
  expect(await Promise.all([call('one'), call('two')])).toEqual([{ name: 'one' }, { name: 'two' }])
})

test('errors of the host reach the plugin as codes of the closed list', async () => {
  const hook =
    'async (records, tenon) => [await tenon.records.get({}).catch(({ code, message }) => ({ code, message }))]'
  const failing = (code: 'FORBIDDEN' | 'NOT_FOUND' | 'VERSION_CONFLICT' | 'INTERNAL') => () =>
    Promise.reject(new TenonError({ code, message: 'why' }))
  expect(await changesOf(sandbox, { hook, host: failing('FORBIDDEN') })).toEqual({
    code: 'CAPABILITY_DENIED',
    message: 'why',
  })
  expect(await changesOf(sandbox, { hook, host: failing('NOT_FOUND') })).toEqual({ code: 'NOT_FOUND', message: 'why' })
  expect(await changesOf(sandbox, { hook, host: failing('VERSION_CONFLICT') })).toEqual({
    code: 'CONFLICT',
    message: 'why',
  })
  expect(await changesOf(sandbox, { hook, host: failing('INTERNAL') })).toMatchObject({ code: 'INTERNAL' })
})

test('a guard may not call its host at all', async () => {
  const hook = 'async (records, tenon) => { await tenon.records.find({}) }'
  const host = () => Promise.reject(new Error('was asked'))
  expect(await failureOf(callHook(sandbox, { kind: 'guard', hook, host }))).toMatchObject({
    code: 'PLUGIN_HOST_CALL_LIMIT',
  })
})

test('a hook that waits for its host longer than it may ends in PLUGIN_TIMEOUT, and the host is told to stop', async () => {
  let asked: AbortSignal | undefined
  const call = callHook(sandbox, {
    hook: 'async (records, tenon) => { await tenon.records.find({}) }',
    host: (_method, _args, signal) => {
      asked = signal
      return new Promise(() => {})
    },
  })
  expect(await failureOf(call)).toMatchObject({ code: 'PLUGIN_TIMEOUT' })
  expect(asked?.aborted).toBe(true)
})

function linesOf(tenant: string) {
  return events.filter((event) => event.type === 'pluginLog').filter(({ tenantId }) => tenantId === tenant)
}

test('log lines reach the operator with their plugin, cut to length and count', async () => {
  const hook = '(records, tenon) => { for (let i = 0; i < 150; i++) tenon.log.warn("line " + i) }'
  await callHook(sandbox, { tenant: 'talkative', hook })
  expect(linesOf('talkative')).toHaveLength(100)
  const longer = '(records, tenon) => { for (let i = 0; i < 150; i++) tenon.log.warn("line " + i + "x".repeat(3000)) }'
  await callHook(sandbox, { tenant: 'chatty', hook: longer })
  const lines = linesOf('chatty')
  // Each as long as four.
  expect(lines).toHaveLength(25)
  const { hooks } = sandbox.metrics()
  expect(hooks.find(({ tenantId }) => tenantId === 'chatty')?.logLinesDropped).toBe(125)
  expect(lines[0]).toMatchObject({
    tenantId: 'chatty',
    pluginId: 'probe',
    level: 'warn',
    target: 'entities.thing.beforeCreate',
  })
  expect(lines[0]?.message.length).toBeLessThanOrEqual(2001)
})

test('a batch of 100 records is one call', async () => {
  const records = Array.from({ length: 100 }, (_, index) => ({ index }))
  const { answers } = await callHook(sandbox, {
    hook: '(records) => records.map(({ values }) => ({ twice: values.index * 2 }))',
    records,
  })
  expect(answers[99]).toEqual({ kind: 'ok', changes: { twice: 198 } })
})

test('a call may have so many characters of answers, those among them that are too long to be had', async () => {
  let asked = 0
  const host = async () => {
    asked += 1
    return 'x'.repeat(5 * 1024 * 1024)
  }
  const hook = `async (r, tenon) => { const codes = []
    for (let i = 0; i < 6; i++) codes.push(await tenon.records.find({}).then(() => 'none', (error) => error.code))
    return [{ codes: codes.join(' ') }] }`
  expect(await changesOf(sandbox, { hook, host })).toEqual({
    codes: 'TOO_LARGE TOO_LARGE HOST_CALL_LIMIT HOST_CALL_LIMIT HOST_CALL_LIMIT HOST_CALL_LIMIT',
  })
  expect(asked).toBe(2)
})

test('what was too long for its host to give counts as 2 MB of answers, and a write refused for its length as none', async () => {
  const asked: string[] = []
  const host = async (method: string) => {
    asked.push(method)
    throw new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: 'too long' })
  }
  const hook = `async (r, tenon) => { const codes = []
    for (let i = 0; i < 6; i++) codes.push(await tenon.records.update({}).then(() => 'none', (error) => error.code))
    for (let i = 0; i < 6; i++) codes.push(await tenon.records.find({}).then(() => 'none', (error) => error.code))
    return [{ codes: codes.join(' ') }] }`
  const large = (times: number) => Array.from({ length: times }, () => 'TOO_LARGE')
  expect(await changesOf(sandbox, { hook, host })).toEqual({
    codes: [...large(6), ...large(4), 'HOST_CALL_LIMIT', 'HOST_CALL_LIMIT'].join(' '),
  })
  expect(asked).toHaveLength(10)
})

test('what the host could not answer is told to operators with its cause, and to the hook without', async () => {
  events.length = 0
  const cause = new Error('connection refused at 10.0.0.7')
  const hook = 'async (r, tenon) => [await tenon.records.find({}).catch(({ code, message }) => ({ code, message }))]'
  const told = await changesOf(sandbox, { hook, host: () => Promise.reject(cause) })
  expect(told).toEqual({ code: 'INTERNAL', message: 'The host could not answer this call.' })
  expect(events.filter(({ type }) => type === 'hostFailed')).toMatchObject([
    {
      pluginId: 'probe',
      tenantId: 'acme',
      target: 'entities.thing.beforeCreate',
      method: 'records.find',
      error: cause,
    },
  ])
})

test('a call that fails in the code of another plugin names that plugin and none of its words', async () => {
  const error = new TenonError({ code: 'PLUGIN_THREW', message: 'failed: card 4111', plugin: 'billing' })
  const hook = 'async (r, tenon) => [await tenon.records.find({}).catch(({ code, message }) => ({ code, message }))]'
  const { code, message } = await changesOf(sandbox, { hook, host: () => Promise.reject(error) })
  expect(code).toBe('INTERNAL')
  expect(message).toMatch(/code of plugin 'billing' failed on the way \(PLUGIN_THREW\)/)
  expect(message).not.toContain('4111')
})

test('a hook that ends while its host calls are under way leaves a line in its log that says so', async () => {
  events.length = 0
  const hook = '(r, tenon) => { tenon.records.find({}).catch(() => {}); return [{ name: "x" }] }'
  await changesOf(sandbox, { hook })
  await changesOf(sandbox, { hook: 'async (r, tenon) => { await tenon.records.find({}); return [{}] }' })
  expect(events.filter(({ type }) => type === 'pluginLog')).toMatchObject([
    { level: 'warn', message: expect.stringContaining('Await them all.') },
  ])
})

test('an answer that comes as bytes is what it says, is told of once it is taken, and its memory is given back', async () => {
  const told: string[] = []
  const given: Uint8Array[] = []
  const host = async (_method: string, args: JsonValue) => {
    const { text } = args as { text: string }
    const bytes = Buffer.from(JSON.stringify({ text: text.repeat(100_000) }))
    given.push(bytes)
    return new HostText(bytes, () => told.push(text))
  }
  const hook = `async (records, tenon) => {
    const all = await Promise.all(['公司', 'ab\\n"', '😀'].map((text) => tenon.records.find({ text })))
    return [{ all: all.map(({ text }) => [text.length, text.slice(0, 4)]) }] }`
  expect(await changesOf(sandbox, { hook, host })).toEqual({
    all: [
      [200_000, '公司公司'],
      [400_000, 'ab\n"'],
      [200_000, '😀😀'],
    ],
  })
  expect(told.sort()).toEqual(['公司', 'ab\n"', '😀'].sort())
  expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0])
})

test('bytes that are longer than an answer may be are counted in characters, refused and told of', async () => {
  const told: number[] = []
  const host = async (_method: string, args: JsonValue) => {
    const { length } = args as { length: number }
    return new HostText(Buffer.from(JSON.stringify('公'.repeat(length - 2))), () => told.push(length))
  }
  const hook = `async (records, tenon) => {
    const ask = (length) => tenon.records.find({ length }).then((got) => got.length, ({ code, message }) => [code, message])
    return [{ most: await ask(1048576), more: await ask(1048577) }] }`
  expect(await changesOf(sandbox, { hook, host })).toEqual({
    most: 1_048_574,
    more: [
      'TOO_LARGE',
      'The answer of records.find has 1048577 characters of JSON, and may have 1048576; ask for less.',
    ],
  })
  expect(told).toEqual([1_048_576, 1_048_577])
})

test('an answer that comes after its call has ended is told of as taken', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const host = async () => {
    await new Promise((later) => setTimeout(later, 100))
    return new HostText(Buffer.from('{}'), resolve)
  }
  await callHook(sandbox, { hook: '(records, tenon) => { tenon.records.find({}); return [{}] }', host })
  await promise
})
