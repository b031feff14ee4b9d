import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { expect, test } from 'vitest'
import { makeHttpTurns } from '../../../core/src/hooks/host/http-turns.ts'
import { useInternet } from '../outbound/open-internet.ts'
import { echo, useHttpHooks } from './http-kit.ts'

const open = useInternet()
const run = useHttpHooks()

test('code gets status, headers and body of what it asked for', async () => {
  const internet = await open(async (request, response) => {
    response.writeHead(418, { 'X-Tea': 'green', 'set-cookie': 'a=b' }).end(`${request.method} ${request.url}`)
  })
  const { found, sent } = await run(internet, {
    hook: `return { ...(await tenon.http.fetch('https://allowed.example/pot?x=1')) }`,
  })
  expect(found).toEqual({ status: 418, headers: { 'x-tea': 'green', date: expect.any(String) }, body: 'GET /pot?x=1' })
  expect(sent).toMatchObject([{ timeoutMs: 5_000, locale: 'en', method: 'GET' }])
})

test.each([
  [`{ a: [1, 'ü'] }`, '{"a":[1,"ü"]}', 'application/json'],
  [`'a=1&b=2'`, 'a=1&b=2', 'text/plain;charset=UTF-8'],
  ['false', 'false', 'application/json'],
  ['""', '', 'text/plain;charset=UTF-8'],
  ['null', '', undefined],
  ['undefined', '', undefined],
] as const)('the body %s is sent as %j', async (given, body, type) => {
  const { found } = await run(await open(echo), {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/', { method: 'POST', body: ${given} }); return JSON.parse(body)`,
  })
  expect(found).toMatchObject({ method: 'POST', body })
  expect((found['headers'] as JsonObject)['content-type']).toBe(type)
})

test("the code's own content type counts", async () => {
  const { found } = await run(await open(echo), {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/', { method: 'PUT', headers: { 'Content-Type': 'application/xml' }, body: '<a/>' }); return JSON.parse(body)`,
  })
  expect(found).toMatchObject({ body: '<a/>', headers: { 'content-type': 'application/xml' } })
})

test('an answer of 1 MB that is full of quotes gets through', async () => {
  const text = JSON.stringify(Array(100_000).fill('aaaaaaa'))
  const internet = await open((_, response) => response.end(text))
  const { found } = await run(internet, {
    hook: `const { body } = await tenon.http.fetch('https://allowed.example/'); return { length: body.length, entries: JSON.parse(body).length }`,
  })
  expect(found).toEqual({ length: text.length, entries: 100_000 })
})

test('without a capability for http there is no such method, and with one only its host is reached', async () => {
  const internet = await open({})
  const hook = `return { found: await textOf(tenon.http.fetch('https://other.example/')) }`
  expect((await run(internet, { hook, grants: ['kv', 'entity:thing:read'] })).found['found']).toMatch(
    /^CAPABILITY_DENIED/,
  )
  const denied = await run(internet, { hook, grants: ['http:allowed.example'] })
  expect(denied.found['found']).toBe(
    "NET_DENIED 'https://other.example' is refused: the host is not among those that may be reached.",
  )
  const chinese = await run(internet, { hook, grants: ['http:allowed.example'], ctx: { locale: 'zh-CN' } })
  expect(chinese.found['found']).toMatch(/该主机不在允许访问之列/)
  expect([denied.sent, internet.lookups]).toEqual([[], []])
})

test('where the operator has switched it off, no plugin gets out, whatever it was granted', async () => {
  const internet = await open({})
  const { found, sent } = await run(internet, {
    hook: `return { found: await textOf(tenon.http.fetch('https://allowed.example/')) }`,
    enabled: false,
  })
  expect(found['found']).toMatch(/^NET_DENIED The operator of this server has switched off HTTP/)
  expect(sent).toEqual([])
})

test('guards ask nobody', async () => {
  const internet = await open({})
  const guarding = run(internet, { hook: `await tenon.http.fetch('https://allowed.example/')`, kind: 'guard' })
  await expect(guarding).rejects.toMatchObject({ code: 'PLUGIN_HOST_CALL_LIMIT' })
  expect(internet.lookups).toEqual([])
})

test.each([
  [`{ method: 'HEAD' }`, 'VALIDATION'],
  [`{ method: 'get' }`, 'VALIDATION'],
  [`{ method: 'CONNECT' }`, 'VALIDATION'],
  [`{ method: 'GET / HTTP/1.1\\r\\nHost: evil' }`, 'VALIDATION'],
  [`{ redirect: 'manual' }`, 'VALIDATION'],
  [`{ agent: {} }`, 'VALIDATION'],
  [`{ lookup: '127.0.0.1' }`, 'VALIDATION'],
  [`{ body: 'x' }`, 'VALIDATION'],
  [`{ headers: [['a', 'b']] }`, 'VALIDATION'],
  [`{ headers: { a: 1 } }`, 'VALIDATION'],
  [`{ headers: { a: ['x', 'y'] } }`, 'VALIDATION'],
  [`{ headers: { Host: 'evil.example' } }`, 'VALIDATION'],
  [`{ headers: { 'x-a': 'a\\r\\nhost: evil.example' } }`, 'VALIDATION'],
  [`{ headers: { cookie: 'a=b' } }`, 'VALIDATION'],
  [`{ headers: { Authorization: 'a', authorization: 'b' } }`, 'VALIDATION'],
  [`{ headers: Object.fromEntries(Array.from({ length: 65 }, (_, i) => ['x-' + i, ''])) }`, 'VALIDATION'],
  [`{ headers: { 'x-long': 'x'.repeat(8192) } }`, 'VALIDATION'],
  [`{ headers: { a: { secret: 'apiKey', suffix: 'x' } } }`, 'VALIDATION'],
  [`{ method: 'POST', body: '中'.repeat(100000) }`, 'TOO_LARGE'],
  [`{ method: 'POST', body: 'x'.repeat(300000) }`, 'VALIDATION'],
])('%s is refused with %s before anybody is asked', async (request, code) => {
  const internet = await open({})
  const { found, sent } = await run(internet, {
    hook: `return { code: await codeOf(tenon.http.fetch('https://allowed.example/', ${request})) }`,
  })
  expect(found).toEqual({ code })
  expect(sent).toEqual([])
})

test('a refused request costs nothing but its host call; one that went out counts, whatever came of it', async () => {
  const internet = await open({ names: { 'other.example': [['10.0.0.1']] } })
  const { found, sent } = await run(internet, {
    hook: `const codes = []
      for (let i = 0; i < 10; i++) codes.push(await codeOf(tenon.http.fetch('http://allowed.example/')))
      for (let i = 0; i < 2; i++) codes.push(await codeOf(tenon.http.fetch('https://other.example/')))
      for (let i = 0; i < 3; i++) codes.push(await codeOf(tenon.http.fetch('https://allowed.example/')))
      return { codes }`,
  })
  expect(found['codes']).toEqual([...Array(12).fill('NET_DENIED'), 'none', 'none', 'none'])
  expect(sent).toHaveLength(5)
  const sixth = run(internet, {
    hook: `for (let i = 0; i < 6; i++) await codeOf(tenon.http.fetch('https://allowed.example/')); return {}`,
  })
  expect((await sixth).sent).toHaveLength(5)
  const uncaught = run(internet, {
    hook: `for (let i = 0; i < 6; i++) await tenon.http.fetch('https://allowed.example/')`,
  })
  await expect(uncaught).rejects.toMatchObject({
    code: 'PLUGIN_HOST_CALL_LIMIT',
    message: expect.stringMatching(/5 HTTP requests/),
  })
})

test('six requests of a call are under way at a time', async () => {
  let now = 0
  let most = 0
  const internet = await open((_, response) => {
    now += 1
    most = Math.max(most, now)
    setTimeout(() => {
      now -= 1
      response.end()
    }, 50)
  })
  await run(internet, {
    kind: 'after',
    hook: `await Promise.all(Array.from({ length: 20 }, () => tenon.http.fetch('https://allowed.example/')))`,
  })
  expect(most).toBe(6)
})

test('24 requests of a tenant are under way at a time, and another tenant does not wait for them', async () => {
  const turns = makeHttpTurns()
  const ended = Promise.withResolvers<void>()
  let under = 0
  const many = Array.from({ length: 40 }, () =>
    turns('greedy', async () => {
      under += 1
      await ended.promise
    }),
  )
  expect(await turns('modest', async () => 'done')).toBe('done')
  expect(under).toBe(24)
  ended.resolve()
  await Promise.all(many)
  expect(under).toBe(40)
})
