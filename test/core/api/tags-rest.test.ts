import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApi, type TestApi } from './open-test-api.ts'

const ID = '018f4a3c-1b2c-7d3e-8f4a-5b6c7d8e9f00'
let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

async function send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const reply = await api.app.inject({
    ...{ method, url: `/api/tags${url}`, ...(payload !== undefined && { payload }) },
    headers: { authorization: `Bearer ${api.key}` },
  })
  return { status: reply.statusCode, call: api.calls.at(-1) }
}

test('the catalogue is read and changed over REST beside the records’ paths', async () => {
  const list = await send('GET', `?entity=contact&search=vip&ids=${ID},${ID}&archived=true&limit=20`)
  expect(list.call).toMatchObject({
    name: 'tags.list',
    input: { entity: 'contact', search: 'vip', ids: [ID, ID], archived: true, limit: 20 },
  })
  expect(await send('POST', '', { name: 'VIP', hue: 'teal' })).toMatchObject({
    status: 201,
    call: { name: 'tags.create' },
  })
  expect((await send('PATCH', `/${ID}`, { archived: true })).call).toMatchObject({ input: { id: ID, archived: true } })
  expect((await send('GET', `/counts?ids=${ID}`)).call).toMatchObject({ name: 'tags.counts', input: { ids: [ID] } })
  expect((await send('DELETE', `/${ID}?records=3`)).call).toMatchObject({ input: { id: ID, records: 3 } })
  const merge = await send('POST', `/${ID}/merge`, { into: ID, records: 0 })
  expect(merge.call).toMatchObject({ name: 'tags.merge', input: { id: ID, into: ID, records: 0 } })
})

test('what does not fit reaches nobody', async () => {
  const before = api.calls.length
  const wrong: Array<Parameters<typeof send>> = [
    ['GET', '?limit=1000'],
    ['GET', '?ids=x'],
    ['GET', '?nothing=1'],
    ['GET', '?archived=perhaps'],
    ['GET', `/counts?ids=${Array.from({ length: 101 }, () => ID).join()}`],
    ['POST', '', { name: 'VIP', hue: 'mauve' }],
    ['POST', '', { name: 7 }],
    ['PATCH', '/x', {}],
    ['DELETE', `/${ID}`],
    ['DELETE', `/${ID}?records=-1`],
    ['POST', `/${ID}/merge`, { records: 0 }],
  ]
  for (const [method, url, payload] of wrong) expect((await send(method, url, payload)).status).toBe(400)
  expect(api.calls.length).toBe(before)
})
