import type { InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
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

const id = uuidv7()
const run = { id, entity: 'contact', status: 'done', total: 1, done: 1 }
const send = (options: InjectOptions & { url: string }) =>
  api.app.inject({ ...options, headers: { authorization: `Bearer ${api.key}`, ...options.headers } })
const lastCall = () => [api.calls.at(-1)?.name, api.calls.at(-1)?.input]

describe('changes of many records over HTTP', () => {
  test('POST begins one over chosen records or a filter; what still runs is answered with 202', async () => {
    api.answer('bulk.start', () => run)
    const operation = { kind: 'update', values: { vip: true } }
    const url = '/api/v1/contact/bulk'
    const headers = { 'idempotency-key': 'k-1' }
    const one = await send({ method: 'POST', url, payload: { target: { ids: [id] }, operation }, headers })
    expect(lastCall()).toEqual(['bulk.start', { entity: 'contact', target: { ids: [id] }, operation }])
    expect(api.calls.at(-1)?.ctx.idempotencyKey).toBe('k-1')
    expect([one.statusCode, one.headers['location'], one.json()]).toEqual([200, `/api/v1/bulk-runs/${id}`, run])
    api.answer('bulk.start', () => ({ ...run, status: 'running' }))
    const target = { where: { field: 'age', op: 'gte', value: 18 }, search: 'a' }
    const rest = { operation: { kind: 'delete' }, mode: 'allOrNothing', reason: 'Old' }
    const many = await send({ method: 'POST', url, payload: { target, ...rest } })
    expect(lastCall()).toEqual(['bulk.start', { entity: 'contact', target, ...rest }])
    expect(many.statusCode).toBe(202)
  })

  test('groups are merged by a rule, and the report file names what went into each record', async () => {
    const group = { into: { id, version: 1 }, from: [{ id: uuidv7(), version: 2 }], values: { vip: true } }
    const merge = { target: { groups: [group] }, operation: { kind: 'merge', take: 'newest' } }
    api.answer('bulk.start', () => run)
    await send({ method: 'POST', url: '/api/v1/contact/bulk', payload: merge })
    expect(lastCall()).toEqual(['bulk.start', { entity: 'contact', ...merge }])
    const row = { id, title: 'A', state: 'done', code: null, message: null, from: [group.from[0]?.id] }
    api.answer('bulk.report', () => ({ rows: [row], next: null }))
    const file = await send({ url: `/api/v1/bulk-runs/${id}/report.csv` })
    expect(file.payload).toBe(`\uFEFFid,title,state,code,message,from\r\n${id},A,done,,,${group.from[0]?.id}\r\n`)
    const wrong = [{ groups: [] }, { groups: [{ ...group, from: [] }] }, { groups: [{ into: group.into }] }]
    for (const target of wrong) {
      const refused = await send({ method: 'POST', url: '/api/v1/contact/bulk', payload: { ...merge, target } })
      expect(refused.statusCode).toBe(400)
    }
  })

  test('it is followed, cancelled, undone and reported on by its id', async () => {
    for (const verb of ['get', 'cancel', 'undo'] as const) api.answer(`bulk.${verb}`, () => run)
    expect((await send({ url: `/api/v1/bulk-runs/${id}` })).json()).toEqual(run)
    for (const verb of ['cancel', 'undo']) {
      expect((await send({ method: 'POST', url: `/api/v1/bulk-runs/${id}/${verb}` })).statusCode).toBe(200)
      expect(lastCall()).toEqual([`bulk.${verb}`, { id }])
    }
    api.answer('bulk.recent', () => [run])
    await send({ url: '/api/v1/bulk-runs?entity=contact&limit=5' })
    expect(lastCall()).toEqual(['bulk.recent', { entity: 'contact', limit: 5 }])
    await send({ url: `/api/v1/bulk-runs/${id}/report?state=refused&after=${id}&limit=10` })
    expect(lastCall()).toEqual(['bulk.report', { id, state: 'refused', after: id, limit: 10 }])
  })

  test('the report is a file too, all of its pages, with nothing that a spreadsheet would run', async () => {
    const row = { id, title: '=cmd()', state: 'refused', code: 'FORBIDDEN', message: 'No, "not" you' }
    api.answer('bulk.report', (_, input) => {
      const isFirst = (input as { after?: string }).after === undefined
      return isFirst ? { rows: [row], next: id } : { rows: [{ ...row, title: null, message: null }], next: null }
    })
    const file = await send({ url: `/api/v1/bulk-runs/${id}/report.csv?state=refused` })
    expect(file.headers['content-disposition']).toBe(`attachment; filename="report-${id}.csv"`)
    expect(file.payload).toBe(
      `\uFEFFid,title,state,code,message\r\n${id},'=cmd(),refused,FORBIDDEN,"No, ""not"" you"\r\n${id},,refused,FORBIDDEN,\r\n`,
    )
  })

  test.each([
    [{}],
    [{ target: { ids: [] }, operation: { kind: 'delete' } }],
    [{ target: { ids: ['x'] }, operation: { kind: 'delete' } }],
    [{ target: { ids: [id], search: 'a' }, operation: { kind: 'delete' } }],
    [{ target: {}, operation: { kind: 'purge' } }],
    [{ target: {}, operation: { kind: 'delete', values: {} } }],
    [{ target: {}, operation: { kind: 'update' } }],
    [{ target: {}, operation: { kind: 'delete' }, mode: 'some' }],
    [{ target: {}, operation: { kind: 'delete' }, reason: ' ' }],
  ])('what is no such change is refused: %j', async (payload) => {
    expect((await send({ method: 'POST', url: '/api/v1/contact/bulk', payload })).statusCode).toBe(400)
    const trpc = { method: 'POST', url: '/api/trpc/bulk.start', payload: { entity: 'contact', ...payload } } as const
    expect((await send(trpc)).statusCode).toBe(400)
    expect(api.calls).toEqual([])
  })

  test('the OpenAPI document offers what the actor may do, and the ways to follow it', async () => {
    const { paths } = (await send({ url: '/api/v1/openapi.json' })).json()
    const kinds = (entity: string) =>
      paths[`/api/v1/${entity}/bulk`].post.requestBody.content[
        'application/json'
      ].schema.properties.operation.oneOf.map(
        ({ properties }: { properties: { kind: { const: string } } }) => properties.kind.const,
      )
    // Staff may not delete contacts in this model.
    expect(kinds('contact')).toEqual(['update', 'assign'])
    expect(kinds('deal')).toEqual(['update', 'assign', 'delete', 'restore', 'merge'])
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/v1/bulk-runs', '/api/v1/bulk-runs/{id}/report.csv']),
    )
  })
})
