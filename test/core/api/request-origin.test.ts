import { afterAll, beforeAll, expect, test } from 'vitest'
import { BASE_URL } from '../identity/open-test-identity.ts'
import { openTestApi, type TestApi } from './open-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

const id = '01900000-0000-7000-8000-000000000001'

async function originOf(request: { url: string; headers: Record<string, string>; payload: object }) {
  api.calls.length = 0
  await api.app.inject({ method: 'POST', remoteAddress: '192.0.2.9', ...request })
  return api.calls.at(-1)?.ctx.origin
}

test('what is asked says through which channel and from which address, whatever headers claim', async () => {
  const cookie = {
    cookie: api.cookie,
    origin: BASE_URL,
    host: new URL(BASE_URL).host,
    'content-type': 'application/json',
  }
  const key = { authorization: `Bearer ${api.key}`, 'x-forwarded-for': '203.0.113.1' }
  const trpc = { url: '/api/trpc/records.history', payload: { entity: 'contact', id } }
  const rest = { url: '/api/v1/contact/find', payload: {} }
  expect(await originOf({ ...trpc, headers: key })).toEqual({ channel: 'trpc', address: '192.0.2.9' })
  expect(await originOf({ ...rest, headers: key })).toEqual({ channel: 'rest', address: '192.0.2.9' })
  expect(await originOf({ ...trpc, headers: cookie })).toEqual({ channel: 'studio', address: '192.0.2.9' })
})
