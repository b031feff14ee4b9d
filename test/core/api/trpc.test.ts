import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestApi, rejectWith, type TestApi } from './open-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
beforeEach(() => {
  api.calls.length = 0
  api.log.length = 0
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

const id = uuidv7()

async function call(path: string, input: unknown, headers: Record<string, string> = {}) {
  const response = await api.app.inject({
    method: 'POST',
    url: `/api/trpc/${path}`,
    headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json', ...headers },
    payload: typeof input === 'string' ? input : JSON.stringify(input),
  })
  return { response, status: response.statusCode, body: response.json() }
}

describe('a procedure', () => {
  test('is called with who, where and in which language, and answers with its data', async () => {
    api.answer('records.get', () => ({ id, version: 3 }))
    const { status, body } = await call(
      'records.get',
      { entity: 'contact', id },
      { 'accept-language': 'zh-CN,en;q=0.5' },
    )
    expect([status, body]).toEqual([200, { result: { data: { id, version: 3 } } }])
    expect(api.calls[0]).toMatchObject({
      name: 'records.get',
      input: { entity: 'contact', id },
      ctx: { locale: 'zh-CN', depth: 0, tenant: { slug: 'acme' }, actor: { kind: 'apiKey', roles: ['staff'] } },
    })
    expect(Object.isFrozen(api.calls[0]?.ctx)).toBe(true)
  })

  test('may be asked for by GET when it only reads', async () => {
    const input = encodeURIComponent(JSON.stringify({ entity: 'contact', id }))
    const get = (path: string) =>
      api.app.inject({ url: `/api/trpc/${path}?input=${input}`, headers: { cookie: api.cookie } })
    expect((await get('records.get')).statusCode).toBe(200)
    const refused = await get('records.delete')
    expect([refused.statusCode, refused.json().error.data.code]).toEqual([400, 'BAD_REQUEST'])
    expect(api.calls.map(({ name }) => name)).toEqual(['records.get'])
  })

  test('knows the person behind a session cookie', async () => {
    const headers = { cookie: api.cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
    const response = await api.app.inject({ method: 'POST', url: '/api/trpc/session.me', headers, payload: '{}' })
    expect(response.json().result.data).toMatchObject({
      user: { name: 'Ada Admin', email: 'ada@example.com' },
      tenant: { slug: 'acme', name: 'Acme' },
      roles: ['admin'],
      locale: 'en',
    })
  })

  test('cannot be called by another site’s page with the visitor’s cookie', async () => {
    const headers = { cookie: api.cookie, origin: 'https://evil.example', 'content-type': 'application/json' }
    const url = '/api/trpc/records.delete'
    const payload = JSON.stringify({ entity: 'contact', id, version: 1 })
    const response = await api.app.inject({ method: 'POST', url, headers, payload })
    expect([response.statusCode, api.calls]).toEqual([403, []])
  })
})

describe('an error', () => {
  test('keeps its code, problems, plugin, guard and message, and gets the request’s id', async () => {
    const problems = [{ pointer: '/vin', message: 'Wrong check digit', rule: 'vinCheckDigit' }]
    api.answer(
      'records.create',
      rejectWith({ code: 'HOOK_REJECTED', message: 'No.', problems, plugin: 'automotive', guard: 'g' }),
    )
    const { response, status, body } = await call('records.create', { entity: 'contact', values: { vin: 'X' } })
    expect(status).toBe(422)
    expect(body.error.data).toEqual({
      code: 'HOOK_REJECTED',
      message: 'No.',
      problems,
      plugin: 'automotive',
      guard: 'g',
      requestId: response.headers['x-request-id'],
    })
  })

  test('that nobody foresaw tells the caller nothing but a request id, and the log everything', async () => {
    api.answer('records.create', () => {
      throw new Error('password=hunter2 in /srv/secret.ts')
    })
    const { response, status, body } = await call('records.create', { entity: 'contact', values: {} })
    expect([status, body.error.data.code]).toEqual([500, 'INTERNAL'])
    expect(body.error.data.message).toContain(response.headers['x-request-id'])
    expect(response.body).not.toMatch(/hunter2|secret\.ts|stack|node_modules/)
    expect(api.log.join('')).toContain('hunter2')
  })

  test.each([
    ['is away', Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' })],
    ['ended the connection', new Error('Connection terminated unexpectedly')],
    ['has no connection free', new Error('timeout exceeded when trying to connect')],
    ['found a deadlock', Object.assign(new Error('deadlock detected'), { code: '40P01' })],
  ])('of a database that %s is UNAVAILABLE', async (_, error) => {
    api.answer('records.create', () => {
      throw error
    })
    const { status, body } = await call('records.create', { entity: 'contact', values: {} })
    expect([status, body.error.data.code]).toEqual([503, 'UNAVAILABLE'])
    expect(body.error.message).not.toContain('10.0.0.1')
  })

  test('in the shape of the input names every place, in the caller’s language', async () => {
    const input = { entity: 'contact', limit: 1000, sort: [{ field: 7 }], page: 2 }
    const english = await call('records.find', input)
    expect([english.status, english.body.error.data.code]).toEqual([400, 'BAD_REQUEST'])
    const { problems } = english.body.error.data
    expect(problems.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/sort/0/field', '/limit', ''])
    expect(english.body.error.data.message).toContain('page')
    const chinese = await call('records.find', input, { 'accept-language': 'zh' })
    expect(chinese.body.error.data.message).toMatch(/请求无效.*数值过大/)
    expect(api.calls).toEqual([])
  })

  test.each([
    ['en', /^Invalid input: expected object, received null$/],
    ['zh', /^无效输入：期望 对象，实际接收 null$/],
  ])('in the shape of the input says what came instead (%s)', async (language, message) => {
    const input = { entity: 'contact', values: null }
    const { body } = await call('records.create', input, { 'accept-language': language })
    expect(body.error.data.problems).toMatchObject([{ pointer: '/values', message: expect.stringMatching(message) }])
  })

  test('where there are several ways to be right, names what is wrong with the one that was meant, or what each wants', async () => {
    const operation = { kind: 'delete' }
    const bulk = await call('bulk.start', { entity: 'contact', target: { ids: [] }, operation })
    expect(bulk.body.error.data.problems).toMatchObject(
      [{ pointer: '/target/ids', message: /^Too small/ }].map(matching),
    )
    const role = { name: 'carrier', label: { en: 'Carrier' }, grants: { contact: { read: true } } }
    const roles = await call('roles.set', role)
    expect(roles.body.error.data.problems).toMatchObject(
      [{ pointer: '/grants/contact/read', message: /'all'|"all".*; or .*expected object/ }].map(matching),
    )
  })

  test('in a filter is left to the records, which say where it is and what is allowed', async () => {
    const where = { and: [null] }
    await call('records.find', { entity: 'contact', where })
    expect(api.calls.map(({ input }) => input)).toEqual([{ entity: 'contact', where }])
  })

  test.each([
    {
      what: 'no credentials',
      path: 'records.get',
      headers: { authorization: '' },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    {
      what: 'JSON that breaks off',
      path: 'records.get',
      headers: {},
      payload: '{"entity":',
      status: 400,
      code: 'BAD_REQUEST',
    },
    { what: 'an unknown procedure', path: 'records.destroy', headers: {}, status: 404, code: 'NOT_FOUND' },
    {
      what: 'a body that is not JSON',
      path: 'records.get',
      headers: { 'content-type': 'text/plain' },
      status: 400,
      code: 'BAD_REQUEST',
    },
  ])('of $what has a code too, in the caller’s language', async ({ path, headers, payload, status, code }) => {
    const answered = await call(path, payload ?? { entity: 'contact', id }, { ...headers, 'accept-language': 'zh' })
    expect([answered.status, answered.body.error.data.code]).toEqual([status, code])
    expect(answered.body.error.message).toMatch(/\p{Script=Han}/u)
    expect(answered.response.body).not.toContain('stack')
    expect(api.log.join('')).not.toContain('"level":50')
  })
})

describe('limits', () => {
  test('a body of more than 1 MB is refused', async () => {
    const { status, body } = await call('records.create', { entity: 'contact', values: { a: 'x'.repeat(1_100_000) } })
    expect([status, body.error.data.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })

  test.each([
    ['nested a hundred thousand levels deep', `{"entity":"a","where":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['with a text of more than 200,000 characters', JSON.stringify({ entity: 'a', search: 'x'.repeat(200_001) })],
    ['with a very long name', JSON.stringify({ entity: 'a', where: { ['k'.repeat(201)]: 1 } })],
    ['with more than 50,000 values', JSON.stringify({ entity: 'a', fields: Array<number>(50_001).fill(1) })],
    ['with the name __proto__', '{"entity":"a","where":{"__proto__":{"field":"name"}}}'],
    ['with a number that no JSON number is', '{"entity":"a","where":{"field":"n","op":"eq","value":1e400}}'],
  ])('JSON %s is refused before it is looked into', async (_, payload) => {
    const { status, body } = await call('records.find', payload)
    expect([status, body.error.data.code]).toEqual([400, 'BAD_REQUEST'])
    expect(api.calls).toEqual([])
  })

  test('several calls in one request are not served', async () => {
    const { status } = await call('records.get,records.get?batch=1', { 0: { entity: 'contact', id } })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(api.calls).toEqual([])
  })
})

function matching({ pointer, message }: { pointer: string; message: RegExp }) {
  return { pointer, message: expect.stringMatching(message) }
}
