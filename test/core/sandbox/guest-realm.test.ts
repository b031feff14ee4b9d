import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { callHook, changesOf, failureOf, scriptFrom } from './sandbox-kit.ts'

let sandbox: Sandbox

beforeAll(() => {
  sandbox = createSandbox({ children: 1 })
})
afterAll(() => sandbox.close())

test('plugin code finds no Node, no network, no timers and none of the removed globals', async () => {
  const names = [
    'process',
    'require',
    'module',
    'Buffer',
    'fetch',
    'setTimeout',
    'setInterval',
    'queueMicrotask',
    'structuredClone',
    'WebAssembly',
    'SharedArrayBuffer',
    'Atomics',
    'WeakRef',
    'FinalizationRegistry',
    'console',
    'Temporal',
    '$tenonPost',
    'TenonPlugin',
    'ivm',
    'global',
  ]
  const hook = `() => [{ found: ${JSON.stringify(names)}.filter((name) => name in globalThis) }]`
  expect(await changesOf(sandbox, { hook })).toEqual({ found: [] })
})

test('no path of the host and no function of the runtime can be had from errors and their call sites', async () => {
  const hook = `(records, tenon) => {
    const files = [], leaks = []
    Error.prepareStackTrace = (error, sites) => {
      for (const site of sites) {
        const file = String(site.getFileName())
        files.push(file)
        if (file.startsWith('guest') && (site.getThis() || site.getFunction())) leaks.push(file)
      }
      return ''
    }
    new Error('x').stack
    delete Error.prepareStackTrace
    let text = ''
    try { null.x } catch (error) { text = error.stack }
    const world = tenon.records.find.constructor('return this')()
    return [{ files, leaks, text, same: world === globalThis }]
  }`
  const { files, leaks, text, same } = await changesOf(sandbox, { hook })
  expect({ leaks, same }).toEqual({ leaks: [], same: true })
  expect(files).toContain('guest-main.js')
  expect(JSON.stringify([files, text])).not.toMatch(/\/|node:/)
})

test("what a host call's error carries is a code and a message, without stack, SQL or path", async () => {
  const hook = `async (records, tenon) => {
    try { await tenon.records.get({}) } catch (error) {
      return [{ code: error.code, message: error.message, keys: Object.getOwnPropertyNames(error).sort(), stack: String(error.stack) }]
    }
  }`
  const failing = () => Promise.reject(new Error('select secret from "t_acme" at /srv/core/src/db.ts'))
  const { code, message, stack } = await changesOf(sandbox, { hook, host: failing })
  expect({ code, message }).toEqual({ code: 'INTERNAL', message: 'The host could not answer this call.' })
  expect(stack).not.toMatch(/secret|\/srv/)
})

test('every way of reading the time gives the time of the call, and it stands still while the hook works', async () => {
  const hook = `(records, tenon) => {
    const first = Date.now()
    for (let i = 0; i < 20000; i++) Math.sqrt(i)
    const ways = [first, Date.now(), +new Date(), Date.parse(Date()), tenon.now().getTime(), +new (new Date(0).constructor)(),
      +Reflect.construct(Date, []), Date.parse(new Intl.DateTimeFormat('en', { dateStyle: 'short', timeStyle: 'medium' }).format())]
    return [{ spread: ways.map((way) => Math.abs(way - first) < 1000), exact: first === Date.now(), isDate: new Date() instanceof Date,
      old: new Date(2020, 0, 2).toISOString(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone }]
  }`
  const before = Date.now()
  expect(await changesOf(sandbox, { hook })).toEqual({
    spread: Array(8).fill(true),
    exact: true,
    isDate: true,
    old: '2020-01-02T00:00:00.000Z',
    zone: 'UTC',
  })
  const { now } = await changesOf(sandbox, { hook: '() => [{ now: Date.now() }]' })
  expect(Number(now)).toBeGreaterThanOrEqual(before)
})

test('the clock moves when a host call returns', async () => {
  const hook = `async (records, tenon) => {
    const before = Date.now(); await tenon.records.find({}); return [{ moved: Date.now() - before }] }`
  const host = () => new Promise<null>((resolve) => setTimeout(() => resolve(null), 40))
  const { moved } = await changesOf(sandbox, { hook, host })
  expect(Number(moved)).toBeGreaterThanOrEqual(35)
})

test('getters of a returned object run once, toJSON methods never, and dates become ISO text', async () => {
  const setUp = 'let reads = 0, calls = 0'
  const hook = `(records) => records[0].values.ask ? [{ reads, calls }] : [{
    get a() { reads += 1; return reads }, when: new Date(0), toJSON: undefined,
    nested: { get toJSON() { calls += 1; return undefined } } }]`
  expect(await changesOf(sandbox, { hook, setUp })).toEqual({ a: 1, when: '1970-01-01T00:00:00.000Z', nested: {} })
  expect(await changesOf(sandbox, { hook, setUp, records: [{ ask: true }] })).toEqual({ reads: 1, calls: 1 })
})

test.each([
  ['changes', '(records) => records.map(async () => ({ name: "x" }))'],
  ['refusals', '(records) => records.map(async () => { throw new Error("no") })'],
])('a list of promises is no answer, so that no %s in it are lost', async (_what, hook) => {
  for (const kind of ['beforeHook', 'guard', 'afterHook'] as const) {
    const { code, message } = await failureOf(callHook(sandbox, { kind, hook }))
    expect(code).toBe('PLUGIN_BAD_RETURN')
    expect(message).toContain("entry 0 of the hook's list is a promise; use eachRecord(), or return Promise.all()")
  }
})

test('a promise within an answer is named with its place', async () => {
  const { message } = await failureOf(callHook(sandbox, { hook: '() => [{ a: { b: [Promise.resolve(1)] } }]' }))
  expect(message).toContain("the value at '.a.b[0]' is a promise; await it before it is returned")
})

test.each([
  ['a Map', 'new Map([[1, 2]])'],
  ['a Set', 'new (class extends Set {})([1])'],
  ['a regular expression', '/a/g'],
  ['an error', 'new TypeError("x")'],
  ['an ArrayBuffer', 'new ArrayBuffer(8)'],
  ['a WeakMap', 'new WeakMap([[{}, 1]])'],
  ['a WeakSet', 'new WeakSet([{}])'],
  ['an iterator', '(function* () { yield 1 })()'],
  ['an iterator', '[1, 2].values()'],
  ['an iterator', 'new Map([[1, 2]]).entries()'],
  ['an iterator', '[1].values().map((n) => n)'],
  ['an asynchronous iterator', '(async function* () { yield 1 })()'],
  ['a typed array', 'new Uint8Array(4)'],
  ['a typed array', 'new Float64Array(0)'],
  ['a DataView', 'new DataView(new ArrayBuffer(8))'],
  ['a String object', 'new String("x")'],
  ['a Number object', 'new Number(1)'],
  ['a Boolean object', 'new Boolean(true)'],
])('%s in an answer or an argument is named with its place and not lost as an empty object', async (kind, value) => {
  const { code, message } = await failureOf(callHook(sandbox, { hook: `() => [{ a: { b: [${value}] } }]` }))
  expect(code).toBe('PLUGIN_BAD_RETURN')
  expect(message).toContain(`the value at '.a.b[0]' is ${kind}, which JSON cannot hold; give `)
  const sending = `async (_, tenon) => { try { await tenon.kv.set('k', { c: ${value} }) } catch (e) { return [{ said: e.code + e.message }] } }`
  const { said } = (await changesOf(sandbox, { hook: sending })) as { said: string }
  expect(said).toContain('VALIDATION')
  expect(said).toContain(`Not sent: the value at '.value.c' is ${kind}`)
})

test('objects without keys stay empty objects, whoever replaced what collections are', async () => {
  const setUp =
    'globalThis.Map = Object; Object.prototype.isPrototypeOf = () => true; Object.getPrototypeOf = () => Object.prototype; Object.defineProperty(Object, Symbol.hasInstance, { value: () => true })'
  const hook = '() => [{ plain: {}, bare: Object.create(null), made: new (class Empty {})(), numbered: { 0: 1 } }]'
  expect(await changesOf(sandbox, { hook, setUp })).toEqual({ plain: {}, bare: {}, made: {}, numbered: { 0: 1 } })
})

test.each([
  ['the hook', 'function* () { throw 1 }'],
  ['the hook', 'async function* () { throw 1 }'],
  ["entry 0 of the hook's list", '() => [(function* () { throw 1 })()]'],
])('%s as a generator is no answer, because none of its code has run', async (what, hook) => {
  const { code, message } = await failureOf(callHook(sandbox, { hook }))
  expect(code).toBe('PLUGIN_BAD_RETURN')
  expect(message).toContain(`${what} is an iterator, and the code of a generator runs only as it is read`)
})

test('a refusal without a word, and a date in place of changes, are no answers', async () => {
  const rejection = '[Symbol.for("tenon.rejection")]: true'
  const empty = await failureOf(callHook(sandbox, { hook: `() => [{ ${rejection}, message: '' }]` }))
  expect(empty.message).toContain('the message of a rejection is empty')
  const date = await failureOf(callHook(sandbox, { hook: '() => [new Date(0)]' }))
  expect(date.message).toContain('an object of changed fields, not a date')
})

test('inputs are copies: what a hook does to them changes nothing outside', async () => {
  const records = [{ name: 'one' }]
  await callHook(sandbox, { hook: '(records) => { records[0].values.name = "two"; records.length = 0 }', records })
  expect(records).toEqual([{ name: 'one' }])
})

test('tenants share nothing, even with the same plugin', async () => {
  const hook = '() => { globalThis.count = (globalThis.count ?? 0) + 1; return [{ count }] }'
  expect(await changesOf(sandbox, { tenant: 'left', hook })).toEqual({ count: 1 })
  expect(await changesOf(sandbox, { tenant: 'right', hook })).toEqual({ count: 1 })
})

test('versions of a plugin share nothing', async () => {
  const probe = { setUp: 'let calls = 0', hook: '() => [{ calls: ++calls }]' }
  expect(await changesOf(sandbox, { tenant: 'versions', version: '1.0.0', ...probe })).toEqual({ calls: 1 })
  expect(await changesOf(sandbox, { tenant: 'versions', version: '1.0.1', ...probe })).toEqual({ calls: 1 })
})

test('chance is another one in each call and for each tenant, though code, records and time are the same', async () => {
  const hook = '() => [{ drawn: [Math.random(), Math.random()] }]'
  const draws = await Promise.all(
    ['a', 'a', 'b', 'c'].map(async (tenant) => (await changesOf(sandbox, { tenant, hook }))['drawn'] as number[]),
  )
  const numbers = draws.flat()
  expect(new Set(numbers).size).toBe(8)
  for (const number of numbers) expect(number).toBeLessThan(1)
})

test('a host call made after the end of its call is refused', async () => {
  const setUp = 'let kept, late = "not asked"'
  const hook = `(records, tenon) => {
    if (records[0].values.ask) return kept.records.find({}).catch((error) => { late = error.code }).then(() => [{ late }])
    kept = tenon
  }`
  let asked = 0
  const host = async () => {
    asked += 1
    return null
  }
  await callHook(sandbox, { hook, setUp, host })
  expect(await changesOf(sandbox, { hook, setUp, host, records: [{ ask: true }] })).toEqual({ late: 'CALL_ENDED' })
  expect(asked).toBe(0)
})

test('inspect tells the hooks of a script, and says in words what is wrong with one', async () => {
  const plugin = (definition: string) => scriptFrom(`"use strict"; var TenonPlugin = { plugin: ${definition} } // end`)
  const good = plugin('{ entities: { vehicle: { beforeCreate() {}, afterUpdate() {} } }, guards: { ready() {} } }')
  expect(await sandbox.inspect(good)).toEqual({
    ...noHooks(),
    entities: { vehicle: ['beforeCreate', 'afterUpdate'] },
    guards: ['ready'],
  })
  const wrong: Array<[string, RegExp]> = [
    [
      '{ entities: { vehicle: { beforeSave() {} } } }',
      /'entities\.vehicle\.beforeSave' is no hook; there are beforeCreate/,
    ],
    ['{ guards: { ready: true } }', /'guards\.ready' is a boolean, not a function/],
    ['{ get entities() { throw new Error("no") } }', /Error: no/],
    ['undefined', /must export its hooks as 'plugin'/],
    ['(() => { for (;;); })()', /took (too much|more)/],
  ]
  for (const [definition, message] of wrong) {
    expect(await failureOf(sandbox.inspect(plugin(definition)))).toEqual({
      code: 'PLUGIN_LOAD_FAILED',
      message: expect.stringMatching(message),
    })
  }
  expect((await failureOf(sandbox.inspect(scriptFrom('var x = '))))?.message).toMatch(/SyntaxError/)
  expect((await failureOf(sandbox.inspect(scriptFrom(`//${'x'.repeat(1_100_000)}`)))).message).toMatch(/longer than/)
})

describe('texts of the plugin', () => {
  const locales = {
    en: { greeting: 'Hello {name}', task_one: '{count} task', task_other: '{count} tasks', only: 'English {missing}' },
    'zh-CN': { greeting: '{name}，你好', task_other: '{count} 个任务', __proto__x: 'x' },
  }
  async function said(locale: 'en' | 'zh-CN', expression: string): Promise<unknown> {
    const source = `var TenonPlugin = (function () { return { plugin: { entities: { thing: {
      beforeCreate: (records, tenon) => [{ said: ${expression} }] } } } } })()
      ;TenonPlugin.locales = JSON.parse(${JSON.stringify(JSON.stringify(locales))})`
    const { answers } = await sandbox.call({
      tenantId: `texts-${locale}`,
      script: scriptFrom(source),
      kind: 'beforeHook',
      target: 'entities.thing.beforeCreate',
      input: {
        entity: 'thing',
        hook: 'beforeCreate',
        records: [{ id: null, values: {}, old: null }],
        actor: { kind: 'user', id: 'u1', name: 'Ada' },
        locale,
      },
      host: () => Promise.resolve(null),
      signal: new AbortController().signal,
    })
    const [answer] = answers
    return answer?.kind === 'ok' ? answer.changes?.['said'] : answer
  }

  test('are in the language of the call, with parameters and plural forms, and fall back to English and to the key', async () => {
    expect(await said('en', "tenon.i18n.t('greeting', { name: 'Ada' })")).toBe('Hello Ada')
    expect(await said('zh-CN', "tenon.i18n.t('greeting', { name: '张伟' })")).toBe('张伟，你好')
    expect(await said('en', "[1, 2].map((count) => tenon.i18n.t('task', { count })).join()")).toBe('1 task,2 tasks')
    expect(await said('zh-CN', "tenon.i18n.t('task', { count: 1 })")).toBe('1 个任务')
    expect(await said('zh-CN', "tenon.i18n.t('only')")).toBe('English {missing}')
    expect(await said('en', "tenon.i18n.t('nowhere')")).toBe('nowhere')
    expect(await said('en', "[tenon.i18n.t('constructor'), tenon.i18n.t('__proto__'), tenon.i18n.locale].join()")).toBe(
      'constructor,__proto__,en',
    )
  })
})

test('a script that is installed goes on with members that mean nothing; one that is to be installed is told of the first', async () => {
  const source = `var TenonPlugin = { plugin: { then: 1, guard: {}, entities: { thing: { beforeCreate: () => [{ ran: true }] } } } }`
  const script = scriptFrom(source)
  expect((await failureOf(sandbox.inspect(script))).message).toMatch(
    /'then' is no member of a plugin's definition; there are entities, guards/,
  )
  const input = {
    ...{ entity: 'thing', hook: 'beforeCreate', locale: 'en' as const },
    records: [{ id: null, values: {}, old: null }],
    actor: { kind: 'user', id: 'u1', name: 'Ada' },
  }
  const call = { tenantId: 'acme', script, kind: 'beforeHook' as const, target: 'entities.thing.beforeCreate', input }
  const { signal } = new AbortController()
  const { answers } = await sandbox.call({ ...call, host: () => Promise.resolve(null), signal })
  expect(answers).toEqual([{ kind: 'ok', changes: { ran: true } }])
})
