import type { InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestApi, rejectWith, type TestApi } from './open-test-api.ts'

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

async function send(options: InjectOptions & { url: string }) {
  const headers = { authorization: `Bearer ${api.key}`, ...options.headers }
  return api.app.inject({ ...options, url: `/api/v1${options.url}`, headers })
}

function lastCall() {
  const { name, input } = api.calls.at(-1) ?? {}
  return [name, input]
}

describe('actions over REST', () => {
  const run = { id, status: 'done', total: 1, done: 1 }

  test('POST runs one on a record, on a selection or on a list; what still runs is answered with 202', async () => {
    api.answer('actions.run', () => run)
    const form = { on: '2026-03-31' }
    const one = await send({ method: 'POST', url: `/contact/${id}/actions/crm.invite`, payload: { form } })
    expect(lastCall()).toEqual(['actions.run', { plugin: 'crm', action: 'invite', ids: [id], form }])
    expect([one.statusCode, one.headers['location']]).toEqual([200, `/api/v1/action-runs/${id}`])
    expect(one.json()).toEqual(run)
    api.answer('actions.run', () => ({ ...run, status: 'running' }))
    const where = { field: 'age', op: 'gte', value: 18 }
    const many = await send({ method: 'POST', url: '/contact/actions/crm.invite', payload: { where, search: 'a' } })
    expect(lastCall()).toEqual(['actions.run', { plugin: 'crm', action: 'invite', where, search: 'a' }])
    expect(many.statusCode).toBe(202)
    await send({ method: 'POST', url: '/contact/actions/crm.invite' })
    expect(lastCall()).toEqual(['actions.run', { plugin: 'crm', action: 'invite' }])
  })

  test('an action is named with its plugin, and is one of the entity in the path', async () => {
    for (const url of [
      '/deal/actions/crm.invite',
      '/contact/actions/invite',
      '/contact/actions/other.invite',
      '/x/actions/crm.invite',
    ]) {
      const response = await send({ method: 'POST', url, payload: {} })
      expect([response.statusCode, response.json().code]).toEqual([403, 'FORBIDDEN'])
    }
    expect(api.calls.map(({ name }) => name)).not.toContain('actions.run')
  })

  test.each([
    [`/contact/${id}/actions/crm.invite`, { ids: [id] }],
    ['/contact/no-uuid/actions/crm.invite', {}],
    ['/contact/actions/crm.invite', { ids: ['x'] }],
    ['/contact/actions/crm.invite', { plugin: 'other' }],
  ])('POST %s refuses %j', async (url, payload) => {
    const response = await send({ method: 'POST', url, payload })
    expect(response.statusCode).toBe(400)
    expect(api.calls.map(({ name }) => name)).not.toContain('actions.run')
  })

  test('a run is followed and cancelled by its id', async () => {
    api.answer('actions.get', () => run)
    expect((await send({ url: `/action-runs/${id}` })).json()).toEqual(run)
    expect(lastCall()).toEqual(['actions.get', { id }])
    api.answer('actions.cancel', () => ({ ...run, status: 'cancelled' }))
    expect((await send({ method: 'POST', url: `/action-runs/${id}/cancel` })).json()).toMatchObject({
      status: 'cancelled',
    })
    expect((await send({ url: '/action-runs/nope' })).statusCode).toBe(400)
  })
})

describe('records over REST', () => {
  test('GET searches all entities; what it does not know is refused', async () => {
    const hit = { entity: 'contact', id, title: 'Ana', match: 'exact', field: 'name', excerpt: null }
    api.answer('records.search', () => ({ hits: [hit] }))
    const response = await send({ url: '/search?text=ana%20b&entities=contact,deal&limit=3' })
    expect(lastCall()).toEqual(['records.search', { text: 'ana b', entities: ['contact', 'deal'], limit: 3 }])
    expect(response.json()).toEqual({ hits: [hit] })
    api.calls.length = 0
    for (const query of ['', '?text=', '?text=a&limit=21', '?text=a&sort=name', `?text=${'x'.repeat(201)}`])
      expect((await send({ url: `/search${query}` })).statusCode).toBe(400)
    expect(api.calls.map(({ name }) => name)).not.toContain('records.search')
  })

  test('POST creates: the body is the values; the answer has status 201, Location and ETag', async () => {
    api.answer('records.create', () => ({ id, version: 1, name: 'Ana' }))
    const response = await send({ method: 'POST', url: '/contact', payload: { name: 'Ana' } })
    expect(lastCall()).toEqual(['records.create', { entity: 'contact', values: { name: 'Ana' } }])
    expect([response.statusCode, response.headers['location'], response.headers['etag']]).toEqual([
      201,
      `/api/v1/contact/${id}`,
      '"1"',
    ])
    expect(response.json()).toEqual({ id, version: 1, name: 'Ana' })
  })

  test.each([
    ['POST', '/contact', undefined],
    ['POST', '/contact', 'null'],
    ['POST', '/contact', '[]'],
    ['PATCH', `/contact/${id}`, undefined],
    ['PATCH', `/contact/${id}`, 'null'],
    ['POST', '/contact/find', 'null'],
    ['POST', '/contact/bulk', 'null'],
    ['POST', '/contact/create-many', 'null'],
    ['DELETE', `/contact/${id}`, 'null'],
  ] as const)(
    '%s %s with the body %s is refused: what was lost on its way is no record without values',
    async (method, url, payload) => {
      const headers = { 'if-match': '"1"', ...(payload && { 'content-type': 'application/json' }) }
      const response = await send({ method, url, headers, ...(payload && { payload }) })
      expect([response.statusCode, response.json().problems]).toEqual([
        400,
        [{ pointer: '', message: 'The body must be a JSON object.' }],
      ])
      expect(api.calls).toEqual([])
    },
  )

  test('GET reads one, with chosen fields and expanded references', async () => {
    await send({ url: `/contact/${id}?fields=name,email&expand=deal` })
    expect(lastCall()).toEqual(['records.get', { entity: 'contact', id, fields: ['name', 'email'], expand: ['deal'] }])
  })

  test('GET takes the page before, an estimated count and an expansion as JSON; a group is asked for in the body', async () => {
    const expand = { deal: { fields: ['name'], expand: { tasks: { limit: 3 } } } }
    await send({ url: `/contact?before=abc&count=estimated&expand=${encodeURIComponent(JSON.stringify(expand))}` })
    expect(lastCall()).toEqual(['records.find', { entity: 'contact', expand, before: 'abc', count: 'estimated' }])
    const refused = await send({ url: '/contact?expand=%7Bdeal' })
    expect(refused.json()).toMatchObject({ status: 400, problems: [{ pointer: '/expand' }] })
    const group = { groupBy: ['name', { field: 'createdAt', per: 'week' }], sort: [{ key: 0, direction: 'desc' }] }
    await send({ method: 'POST', url: '/contact/group', payload: group })
    expect(lastCall()).toEqual(['records.group', { entity: 'contact', ...group }])
  })

  test('GET lists with filter, search, sort, page, fields and count', async () => {
    const where = { or: [{ field: 'age', op: 'gte', value: 18 }, { not: { field: 'vip', op: 'eq', value: true } }] }
    const query = `limit=20&after=abc&sort=-age,name&fields=name&expand=deal&search=%E7%8E%8B&count=true&deleted=false`
    api.answer('records.find', () => ({ records: [], nextCursor: null, count: 0 }))
    const response = await send({ url: `/contact?${query}&where=${encodeURIComponent(JSON.stringify(where))}` })
    expect(response.json()).toEqual({ records: [], nextCursor: null, count: 0 })
    expect(lastCall()).toEqual([
      'records.find',
      {
        entity: 'contact',
        where,
        search: '王',
        sort: [{ field: 'age', direction: 'desc' }, { field: 'name' }],
        fields: ['name'],
        expand: ['deal'],
        limit: 20,
        after: 'abc',
        count: true,
        deleted: false,
      },
    ])
  })

  test('POST …/find lists with the filter in the body', async () => {
    await send({
      method: 'POST',
      url: '/contact/find',
      payload: { where: { field: 'age', op: 'lt', value: 5 }, limit: 2 },
    })
    expect(lastCall()).toEqual([
      'records.find',
      { entity: 'contact', where: { field: 'age', op: 'lt', value: 5 }, limit: 2 },
    ])
  })

  test.each([
    ['If-Match', { headers: { 'if-match': '"7"' }, payload: { name: 'Bo' } }],
    ['the body', { payload: { name: 'Bo', version: 7 } }],
  ])('PATCH changes the named values of the version in %s', async (_, options) => {
    api.answer('records.update', () => ({ id, version: 8 }))
    const response = await send({ method: 'PATCH', url: `/contact/${id}`, ...options })
    expect(lastCall()).toEqual(['records.update', { entity: 'contact', id, version: 7, values: { name: 'Bo' } }])
    expect(response.headers['etag']).toBe('"8"')
  })

  test('PATCH without a version is refused and says how to send one', async () => {
    const response = await send({ method: 'PATCH', url: `/contact/${id}`, payload: { name: 'Bo' } })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer: '/version' }] })
    expect(response.json().message).toContain('If-Match')
  })

  test('DELETE, restore and move-stage take the version too', async () => {
    const headers = { 'if-match': '"2"' }
    await send({ method: 'DELETE', url: `/deal/${id}`, headers })
    expect(lastCall()).toEqual(['records.delete', { entity: 'deal', id, version: 2 }])
    await send({ method: 'POST', url: `/deal/${id}/restore`, payload: { version: 3 } })
    expect(lastCall()).toEqual(['records.restore', { entity: 'deal', id, version: 3 }])
    await send({ method: 'POST', url: `/deal/${id}/move-stage`, headers, payload: { stage: 'won' } })
    expect(lastCall()).toEqual(['records.moveStage', { entity: 'deal', id, version: 2, stage: 'won' }])
    await send({ url: `/deal/${id}/history` })
    expect(lastCall()).toEqual(['records.history', { entity: 'deal', id }])
    await send({ url: `/deal/${id}/stage-history` })
    expect(lastCall()).toEqual(['records.stageHistory', { entity: 'deal', id }])
    const report = { pipeline: 'sales', from: '2026-01-01', to: '2026-03-31' }
    await send({ method: 'POST', url: '/deal/pipeline-report', payload: report })
    expect(lastCall()).toEqual(['pipelines.report', { entity: 'deal', ...report }])
  })

  test('merging takes the versions of all, and the undoing the id of the merge', async () => {
    const [other, merge] = [uuidv7(), uuidv7()]
    const payload = { into: { id, version: 2 }, from: [{ id: other, version: 5 }], values: { name: 'Bo' } }
    await send({ method: 'POST', url: '/contact/merge', payload })
    expect(lastCall()).toEqual(['records.merge', { entity: 'contact', ...payload }])
    await send({ method: 'POST', url: `/contact/merges/${merge}/undo` })
    expect(lastCall()).toEqual(['records.unmerge', { entity: 'contact', merge }])
    const many = { ...payload, from: Array.from({ length: 21 }, () => ({ id: uuidv7(), version: 1 })) }
    expect((await send({ method: 'POST', url: '/contact/merge', payload: many })).statusCode).toBe(400)
  })

  test('the path decides about entity and id, whatever the body says', async () => {
    const payload = { version: 2, stage: 'won', entity: 'contact', id: uuidv7() }
    await send({ method: 'POST', url: `/deal/${id}/move-stage`, payload })
    expect(lastCall()).toEqual(['records.moveStage', { entity: 'deal', id, version: 2, stage: 'won' }])
    await send({ method: 'POST', url: '/deal/find', payload: { entity: 'contact' } })
    expect(lastCall()).toEqual(['records.find', { entity: 'deal' }])
  })
})

describe('a problem', () => {
  test('is application/problem+json with status, title, detail, code, pointers and request id', async () => {
    const problems = [{ pointer: '/name', message: 'Name is missing.' }]
    api.answer('records.create', rejectWith({ code: 'VALIDATION_FAILED', message: 'Name is missing.', problems }))
    const response = await send({ method: 'POST', url: '/contact', payload: {} })
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(response.json()).toEqual({
      type: 'urn:tenon:error:VALIDATION_FAILED',
      title: 'Validation failed',
      status: 400,
      detail: 'Name is missing.',
      code: 'VALIDATION_FAILED',
      message: 'Name is missing.',
      problems,
      requestId: response.headers['x-request-id'],
    })
  })

  test.each([
    ['an unknown parameter', '/contact?filter=x', '/filter'],
    ['a filter that is not JSON', '/contact?where=%7B', '/where'],
    [
      'a filter nested 1,000 levels deep',
      `/contact?where=${'%7B%22not%22:'.repeat(1_000)}1${'%7D'.repeat(1_000)}`,
      '/not'.repeat(32),
    ],
    ['a limit that is no number', '/contact?limit=many', '/limit'],
    ['a limit of 201', '/contact?limit=201', '/limit'],
    ['a parameter given twice', '/contact?sort=a&sort=b', '/sort'],
    ['an id that is no UUID', '/contact/42', '/id'],
  ])('with %s points at it', async (_, url, pointer) => {
    const response = await send({ url })
    expect(response.statusCode).toBe(400)
    expect(response.json().problems[0].pointer).toBe(pointer)
    expect(api.calls).toEqual([])
  })

  test('of a lost race has status 409', async () => {
    api.answer('records.update', rejectWith({ code: 'VERSION_CONFLICT', message: 'Changed by somebody else.' }))
    const response = await send({ method: 'PATCH', url: `/contact/${id}`, payload: { version: 1 } })
    expect([response.statusCode, response.json().code]).toEqual([409, 'VERSION_CONFLICT'])
  })

  test('of a body that is no JSON, or no object, is BAD_REQUEST', async () => {
    const headers = { 'content-type': 'application/json' }
    for (const payload of ['{"name":', '[1]', '"text"']) {
      const response = await send({ method: 'POST', url: '/contact', headers, payload })
      expect([response.statusCode, response.json().code]).toEqual([400, 'BAD_REQUEST'])
    }
    expect(api.calls).toEqual([])
  })

  test('without credentials is 401', async () => {
    const response = await api.app.inject({ url: '/api/v1/contact' })
    expect([response.statusCode, response.json().code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})
