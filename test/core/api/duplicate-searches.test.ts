import type { InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApi, type TestApi } from './open-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

const send = (options: InjectOptions & { url: string }) =>
  api.app.inject({ ...options, headers: { authorization: `Bearer ${api.key}`, ...options.headers } })
const lastCall = () => [api.calls.at(-1)?.name, api.calls.at(-1)?.input]

test('a search for duplicates is begun, followed, ended and read over HTTP by its entity and rule', async () => {
  const asked = { entity: 'contact', rule: 'sameEmail' }
  const search = { id: uuidv7(), status: 'running', share: 0.5 }
  const base = '/api/v1/contact/duplicates'
  api.answer('duplicates.startSearch', () => search)
  const begun = await send({ method: 'POST', url: `${base}/search`, payload: { rule: 'sameEmail' } })
  expect([begun.statusCode, begun.json()]).toEqual([200, search])
  expect(lastCall()).toEqual(['duplicates.startSearch', asked])
  api.answer('duplicates.search', () => search)
  expect((await send({ url: `${base}/search?rule=sameEmail` })).json()).toEqual({ search })
  expect(lastCall()).toEqual(['duplicates.search', asked])
  api.answer('duplicates.cancelSearch', () => search)
  await send({ method: 'POST', url: `${base}/search/cancel`, payload: { rule: 'sameEmail' } })
  expect(lastCall()).toEqual(['duplicates.cancelSearch', asked])
  api.answer('duplicates.groups', () => ({ groups: [], count: 0, next: null }))
  const after = uuidv7()
  await send({ url: `${base}/groups?rule=sameEmail&after=${after}&limit=5` })
  expect(lastCall()).toEqual(['duplicates.groups', { ...asked, after, limit: 5 }])
  for (const query of ['', '?rule=sameEmail&limit=500', '?rule=sameEmail&after=x', '?rule=sameEmail&of=all']) {
    expect((await send({ url: `${base}/groups${query}` })).statusCode).toBe(400)
  }
})
