import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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

const id = uuidv7()
const send = ({ headers, ...options }: InjectOptions & { url: string }) =>
  api.app.inject({
    ...options,
    headers: { authorization: `Bearer ${api.key}`, 'content-type': 'text/csv', ...headers },
  })
const sent = () => {
  const { name, input, ctx } = api.calls.at(-1) ?? { name: '', input: {}, ctx: null }
  const { content, ...rest } = input as { content?: Uint8Array }
  return { name, rest, text: Buffer.from(content ?? []).toString(), key: ctx?.idempotencyKey }
}

test('a file is sent as it is, with its columns in the address, to be checked and to be imported', async () => {
  api.answer('imports.check', () => ({ columns: [] }))
  const checked = await send({
    method: 'POST',
    url: '/api/v1/contact/import-check?file=a.csv&partial=true',
    payload: 'Name\nA\n',
  })
  expect([checked.statusCode, checked.json()]).toEqual([200, { columns: [] }])
  expect(sent()).toMatchObject({
    name: 'imports.check',
    text: 'Name\nA\n',
    rest: { entity: 'contact', file: 'a.csv', partial: true },
  })
  api.answer('imports.start', () => ({ id, status: 'running' }))
  const url = '/api/v1/contact/import?fields=name,,email&match=email&existing=update&file=%E5%AE%A2%E6%88%B7.csv'
  const begun = await send({ method: 'POST', url, payload: 'a,b,c\n1,2,3\n', headers: { 'idempotency-key': 'k-1' } })
  expect([begun.statusCode, begun.headers['location']]).toEqual([202, `/api/v1/bulk-runs/${id}`])
  expect(sent()).toEqual({
    ...{ name: 'imports.start', text: 'a,b,c\n1,2,3\n', key: 'k-1' },
    rest: {
      entity: 'contact',
      file: '客户.csv',
      fields: ['name', null, 'email'],
      match: { field: 'email', existing: 'update' },
    },
  })
})

test('what is not understood, or larger than 10 MB, reaches nothing and is told in the caller’s language', async () => {
  const start = '/api/v1/contact/import'
  for (const url of [start, `${start}?fields=name&existing=replace`, `${start}?fields=name&other=1`]) {
    expect((await send({ method: 'POST', url, payload: 'x' })).statusCode).toBe(400)
  }
  const large = Buffer.alloc(10 * 1024 * 1024 + 1, 'x')
  const headers = { 'accept-language': 'zh-CN' }
  const refused = await send({ method: 'POST', url: `${start}?fields=name`, payload: large, headers })
  expect([refused.statusCode, refused.json().detail]).toEqual([413, '文件超过 10 MB，这是此处允许的上限。'])
  const anybody = await api.app.inject({
    method: 'POST',
    url: `${start}?fields=name`,
    payload: 'x',
    headers: { 'content-type': 'text/csv' },
  })
  expect(anybody.statusCode).toBe(401)
  expect(api.calls).toEqual([])
})

test('rows that were not imported are a download that is named after their file', async () => {
  api.answer('imports.leftRows', () => ({ file: 'a.csv', text: Readable.from(['Name\r\n', 'A\r\n']) }))
  const file = await send({ method: 'GET', url: `/api/v1/bulk-runs/${id}/left-rows.csv` })
  expect(file.headers['content-disposition']).toContain('filename="a-not-imported.csv"')
  expect([file.payload, file.headers['content-type']]).toEqual([
    'Name\r\nA\r\n',
    'text/csv; charset=utf-8; header=present',
  ])
})

test('what the API’s description says can be asked of an import is what is taken', async () => {
  const answer = await send({ method: 'GET', url: '/api/v1/openapi.json' })
  const { paths } = answer.json() as { paths: Record<string, { post?: { parameters: Array<{ name?: string }> } }> }
  const taken = { file: 'a.csv', fields: 'name', match: 'email', existing: 'update', partial: 'true' }
  api.answer('imports.check', () => ({ columns: [] }))
  api.answer('imports.start', () => ({ id, status: 'running' }))
  for (const [verb, names] of [
    ['import-check', ['existing', 'fields', 'file', 'match', 'partial']],
    ['import', ['existing', 'fields', 'file', 'match']],
  ] as const) {
    const path = `/api/v1/contact/${verb}`
    const described = (paths[path]?.post?.parameters ?? []).flatMap(({ name }) => name ?? [])
    expect(described.sort()).toEqual(names)
    const query = new URLSearchParams(described.map((name) => [name, taken[name as keyof typeof taken]]))
    const { statusCode } = await send({ method: 'POST', url: `${path}?${query}`, payload: 'Name\nA\n' })
    expect([path, statusCode]).toEqual([path, verb === 'import' ? 202 : 200])
  }
})
