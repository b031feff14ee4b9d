import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestApi, type TestApi } from './open-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
beforeEach(() => {
  api.calls.length = 0
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

const answer = { created: 1, failed: 0, results: [] }
const send = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${api.key}`, ...headers } })
const real = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    name: `Person ${index}`,
    notes: 'x'.repeat(2_000),
    ...Object.fromEntries(Array.from({ length: 40 }, (_, field) => [`field${field}`, field])),
  }))

describe('creating many records over HTTP', () => {
  test('REST takes a thousand real records, and answers 201, or 200 where some were refused', async () => {
    api.answer('records.createMany', () => answer)
    const records = real(1_000)
    const response = await send('/api/v1/contact/create-many', { records }, { 'idempotency-key': 'k-1' })
    expect([response.statusCode, response.json()]).toEqual([201, answer])
    expect(api.calls.at(-1)).toMatchObject({ name: 'records.createMany', ctx: { idempotencyKey: 'k-1' } })
    expect(api.calls.at(-1)?.input).toEqual({ entity: 'contact', records })
    api.answer('records.createMany', () => ({ ...answer, failed: 1 }))
    const some = await send('/api/v1/contact/create-many', { records: [{}], mode: 'bestEffort' })
    expect(some.statusCode).toBe(200)
  })

  test('tRPC takes as many', async () => {
    api.answer('records.createMany', () => answer)
    const records = real(1_000)
    const response = await send('/api/trpc/records.createMany', { entity: 'contact', records })
    expect([response.statusCode, response.json()]).toEqual([200, { result: { data: answer } }])
    expect(api.calls.at(-1)?.input).toEqual({ entity: 'contact', records })
  })

  test('no other request may be as large, and neither may these be larger', async () => {
    const big = { records: real(600) }
    for (const url of ['/api/v1/contact', '/api/v1/contact/find', '/api/trpc/records.create']) {
      expect((await send(url, big)).statusCode).toBe(413)
    }
    const [huge, many] = [{ records: real(4_000) }, { records: [{ data: Array.from({ length: 260_000 }, () => 1) }] }]
    for (const [url, entity] of [
      ['/api/v1/contact/create-many', {}],
      ['/api/trpc/records.createMany', { entity: 'contact' }],
    ] as const) {
      expect((await send(url, { ...huge, ...entity })).statusCode).toBe(413)
      expect((await send(url, { ...many, ...entity })).statusCode).toBe(400)
    }
    expect(api.calls).toEqual([])
  })

  test.each([
    [{}],
    [{ records: [] }],
    [{ records: real(1_001).map(() => ({})) }],
    [{ records: [1] }],
    [{ records: [{}], mode: 'some' }],
    [{ records: [{}], entity2: 'x' }],
  ])('an envelope that is not one is refused: %#', async (payload) => {
    expect((await send('/api/v1/contact/create-many', payload)).statusCode).toBe(400)
    const entity = 'contact'
    expect((await send('/api/trpc/records.createMany', { entity, ...payload })).statusCode).toBe(400)
    expect(api.calls).toEqual([])
  })

  test('the OpenAPI document describes it for whom may create', async () => {
    const headers = { authorization: `Bearer ${api.key}` }
    const { paths, components } = (await api.app.inject({ url: '/api/v1/openapi.json', headers })).json()
    const { post } = paths['/api/v1/contact/create-many']
    expect(post).toMatchObject({ operationId: 'contact.createMany' })
    expect(post.requestBody.content['application/json'].schema.properties.records).toMatchObject({
      items: { $ref: '#/components/schemas/contact.create' },
      maxItems: 1_000,
    })
    expect(components.schemas.CreatedMany.required).toEqual(['created', 'failed', 'results'])
  })
})
