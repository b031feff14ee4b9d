import type { FastifyInstance, InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { serveAs } from './serve-as.ts'

const PLUGIN = {
  'plugin.json': manifest('boats'),
  'entities/boat.schema.json': entityFile('boat', { berth: { fieldType: 'text' } }),
}

describe.each(DATABASE_KINDS)('what is made once, however often it is asked for under one key, on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(PLUGIN)
    const id = uuidv7()
    const row = { id, email: 'ada@example.com', name: 'Ada', roles: ['admin'], team_id: null }
    await shop.tenon.database.tenant(shop.tenant.schema).insertInto('_user').values(row).execute()
    app = await serveAs(shop, { kind: 'user', id, name: 'Ada', roles: ['admin'] })
  })
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  const post = async (url: string, payload: object, key?: string) => {
    const headers = key === undefined ? {} : { 'idempotency-key': key }
    const { statusCode, body } = await app.inject({ method: 'POST', url, payload, headers } as InjectOptions)
    const answer = JSON.parse(body)
    return { status: statusCode, body: answer.result?.data ?? answer.error?.data ?? answer }
  }
  const dear = { entity: 'boat', name: 'Dear', where: { field: 'berth', op: 'eq', value: 'B' } }

  test.each(['/api/views', '/api/trpc/views.create'])('a view, by %s', async (url) => {
    const before = await shop.count('_saved_view')
    const key = uuidv7()
    const answers = await Promise.all([1, 2, 3].map(() => post(url, dear, key)))
    const [first] = answers
    for (const answer of answers) expect(answer).toEqual(first)
    expect(first?.body).toMatchObject({ name: 'Dear', version: 1 })
    expect(await shop.count('_saved_view')).toBe(before + 1)
    expect(await post(url, { ...dear, name: 'Other' }, key)).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT', problems: [{ rule: 'idempotencyKey' }] },
    })
    expect((await post(url, dear)).body.id).not.toBe(first?.body.id)
    expect((await post(url, dear, uuidv7())).body.id).not.toBe(first?.body.id)
    expect(await shop.count('_saved_view')).toBe(before + 3)
  })

  test('a view that was changed since is answered as it is, and one that is gone is not made anew', async () => {
    const key = uuidv7()
    const { id } = (await post('/api/views', dear, key)).body
    await app.inject({ method: 'PATCH', url: `/api/views/${id}`, payload: { version: 1, name: 'Dearest' } })
    expect((await post('/api/views', dear, key)).body).toMatchObject({ id, name: 'Dearest', version: 2 })
    await app.inject({ method: 'DELETE', url: `/api/views/${id}`, payload: { version: 2 } })
    const left = await shop.count('_saved_view')
    expect(await post('/api/views', dear, key)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect(await shop.count('_saved_view')).toBe(left)
  })

  test('a refused view leaves the key free', async () => {
    const key = uuidv7()
    expect((await post('/api/views', { ...dear, columns: ['nothing'] }, key)).status).toBe(400)
    expect((await post('/api/views', dear, key)).status).toBe(201)
  })

  test.each(['/api/tags', '/api/trpc/tags.create'])(
    'a tag, by %s: the second request is not told that the name is taken',
    async (url) => {
      const [key, tag] = [uuidv7(), { name: `Hot ${url.length}`, hue: 'red' }]
      const first = await post(url, tag, key)
      expect(first.body).toMatchObject({ name: tag.name })
      const before = await shop.count('_audit')
      expect(await post(url, tag, key)).toEqual(first)
      expect(await shop.count('_audit')).toBe(before)
      expect((await post(url, tag)).body).toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ rule: 'taken' }] })
      expect((await post(url, { ...tag, hue: 'blue' }, key)).body).toMatchObject({ code: 'CONFLICT' })
    },
  )

  test('the OpenAPI document offers the key wherever it is heeded', async () => {
    const { paths } = (await app.inject({ url: '/api/v1/openapi.json' })).json()
    const key = { $ref: '#/components/parameters/idempotencyKey' }
    for (const path of ['/api/views', '/api/tags', '/api/v1/boat', '/api/v1/boat/bulk']) {
      expect([path, paths[path]?.post?.parameters]).toEqual([path, expect.arrayContaining([key])])
    }
    expect(paths['/api/views/reorder'].post.parameters).toBeUndefined()
  })
})
