import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import Fastify, { type FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { Actor } from '../../../core/src/context/request-context.ts'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const PLUGIN = {
  'plugin.json': manifest('boats'),
  'entities/boat.schema.json': entityFile('boat', {
    berth: { fieldType: 'text' },
    worth: { fieldType: 'integer' },
    kind: { fieldType: 'text' },
  }),
  'entities/dock.schema.json': entityFile('dock', {}),
  'views/small.view.json': {
    ...{ name: 'small', entity: 'boat', label: { en: 'Small' }, fields: ['worth'] },
    ...{ where: { field: 'worth', op: 'lt', value: 3 }, sort: [{ field: 'worth', direction: 'desc' }] },
  },
}
const MINE = { field: 'ownerId', op: 'eq', value: { $actor: true } }
const DEAR = { field: 'worth', op: 'gte', value: 2 }

describe.each(DATABASE_KINDS)('saved views over REST on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  let actor: Actor
  let [ada, sam, key]: Actor[] = []
  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(PLUGIN)
    const db = shop.tenon.database.tenant(shop.tenant.schema)
    const boat = { create: 'all', read: 'all', update: 'all', delete: 'all' } as const
    const roles: Record<string, RoleGrants> = {
      staff: { boat, dock: boat },
      narrow: { boat: { read: 'all', fields: { worth: { read: false, write: false } } } },
    }
    await db.deleteFrom('_role').execute()
    const rows = Object.entries(roles).map(([name, grants]) => ({
      name,
      label: '{"en":"R"}',
      grants: JSON.stringify(grants),
    }))
    await db.insertInto('_role').values(rows).execute()
    shop.tenon.forgetRoles(shop.tenant.schema)
    const person = async (name: string, role: string): Promise<Actor> => {
      const id = uuidv7()
      await db
        .insertInto('_user')
        .values({ id, email: `${id}@example.com`, name, roles: [role], team_id: null })
        .execute()
      return { kind: 'user', id, name, roles: [role] }
    }
    ;[ada, sam] = [await person('Ada', 'staff'), await person('Sam', 'narrow')]
    key = { kind: 'apiKey', id: uuidv7(), name: 'Key', roles: ['staff'] }
    for (const [at, owner] of [ada, sam, ada, null].entries()) {
      const ownerId = owner?.id ?? null
      await shop.create('boat', {
        name: `Boat ${at}`,
        worth: at,
        berth: 'B',
        kind: at % 2 === 0 ? 'even' : 'odd',
        ownerId,
      })
    }
    app = Fastify()
    const { api } = shop.tenon
    const authenticate = async () => ({ actor, tenant: { ...shop.tenant, name: 'Acme' }, expiresAt: null })
    await registerApi(app, { ...api, identity: { ...api.identity, authenticate } })
  })
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  type Sending = ['GET' | 'POST' | 'PATCH' | 'DELETE', string, object?]

  async function send(as: Actor | undefined, ...[method, url, payload]: Sending) {
    actor = as as Actor
    const reply = await app.inject({ method, url: `/api/${url}`, ...(payload !== undefined && { payload }) })
    return { status: reply.statusCode, headers: reply.headers, text: reply.body, body: json(reply.body) }
  }
  const json = (text: string) => (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null)
  const names = ({ body }: { body: { records: Array<{ name?: string }> } }) => body.records.map(({ name }) => name)

  test('one is made, read, changed by its version and deleted', async () => {
    const made = await send(ada, 'POST', 'views', { entity: 'boat', name: 'Dear', where: DEAR, columns: ['name'] })
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { name: 'Dear', version: 1, where: DEAR },
    })
    const path = String(made.headers['location']).slice('/api/'.length)
    expect(path).toBe(`views/${made.body.id}`)
    expect(await send(ada, 'GET', path)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: made.body })
    expect((await send(ada, 'GET', 'views?entity=boat')).body).toEqual([made.body])
    expect((await send(ada, 'GET', 'views?entity=dock')).body).toEqual([])
    for (const as of [sam, key]) {
      expect(await send(as, 'GET', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
      expect((await send(as, 'GET', 'views')).body).toEqual([])
      expect((await send(as, 'PATCH', path, { version: 1, name: 'x' })).status).toBe(404)
      expect((await send(as, 'DELETE', path, { version: 1 })).status).toBe(404)
    }
    expect((await send(ada, 'PATCH', path, { name: 'x' })).body).toMatchObject({ problems: [{ pointer: '/version' }] })
    const renamed = await send(ada, 'PATCH', path, { version: 1, name: 'Dearest' })
    expect(renamed).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { name: 'Dearest', where: DEAR } })
    expect((await send(ada, 'PATCH', path, { version: 1, name: 'y' })).body).toMatchObject({ code: 'VERSION_CONFLICT' })
    expect((await send(ada, 'DELETE', path, { version: 1 })).body).toMatchObject({ code: 'VERSION_CONFLICT' })
    expect((await send(ada, 'DELETE', path, { version: 2 })).status).toBe(200)
    expect((await send(ada, 'GET', path)).status).toBe(404)
  })

  test('what does not fit is refused at its place', async () => {
    const wrong: Array<[object, string]> = [
      [{ entity: 'boat', name: 'x', where: { field: 'wrth', op: 'eq', value: 1 } }, '/where/field'],
      [{ entity: 'boat', name: 'x', where: { field: 'worth', op: 'eq', value: { $actor: true } } }, '/where/value'],
      [{ entity: 'boat', name: 'x', columns: ['nothing'] }, '/columns/0'],
      [{ entity: 'boat', name: 'x', sharedWith: 'all' }, '/sharedWith'],
    ]
    for (const [payload, pointer] of wrong)
      expect(await send(ada, 'POST', 'views', payload)).toMatchObject({
        status: 400,
        body: { problems: [{ pointer }] },
      })
    expect((await send(ada, 'POST', 'views', { entity: 'ship', name: 'x' })).body).toMatchObject({ code: 'FORBIDDEN' })
    expect((await send(ada, 'GET', 'views/x')).status).toBe(400)
    expect((await send(ada, 'GET', 'views?nothing=1')).status).toBe(400)
    expect((await send(ada, 'GET', 'views')).body).toEqual([])
  })

  test('a list, its file, its figures and its first page by POST are asked for by a view, and narrowed further', async () => {
    const sort = [{ field: 'worth', direction: 'desc' }]
    const view = { entity: 'boat', name: 'Dear', where: DEAR, sort, columns: ['name'], sharedWith: 'everyone' }
    const { id, version } = (await send(ada, 'POST', 'views', view)).body
    const list = await send(ada, 'GET', `v1/boat?view=${id}`)
    expect(list.headers).not.toHaveProperty('tenon-view-omitted')
    expect(list.body.records).toMatchObject([{ name: 'Boat 3' }, { name: 'Boat 2' }])
    expect(Object.keys(list.body.records[0]).sort()).toEqual(['id', 'name', 'version'])
    const odd = { field: 'kind', op: 'eq', value: 'odd' }
    const where = encodeURIComponent(JSON.stringify(odd))
    expect(names(await send(ada, 'GET', `v1/boat?view=${id}&where=${where}`))).toEqual(['Boat 3'])
    const own = await send(ada, 'GET', `v1/boat?view=${id}&sort=worth&fields=name,kind&limit=1`)
    expect(own.body.records).toMatchObject([{ name: 'Boat 2', kind: 'even' }])
    const next = encodeURIComponent(own.body.nextCursor)
    expect(names(await send(ada, 'GET', `v1/boat?view=${id}&sort=worth&limit=1&after=${next}`))).toEqual(['Boat 3'])
    expect(names(await send(ada, 'POST', 'v1/boat/find', { view: id, where: odd }))).toEqual(['Boat 3'])
    const group = await send(ada, 'POST', 'v1/boat/group', {
      view: id,
      groupBy: ['kind'],
      measures: { n: { measure: 'count' } },
    })
    expect(group.body.groups.map((one: { values: unknown }) => one.values).sort()).toEqual([['even'], ['odd']])
    expect((await send(ada, 'GET', `v1/boat.csv?view=${id}`)).text).toBe('name\r\nBoat 3\r\nBoat 2\r\n')
    expect((await send(ada, 'POST', 'v1/boat/export', { view: id, where: odd })).text).toBe('name\r\nBoat 3\r\n')
    expect((await send(ada, 'GET', 'v1/boat?view=small')).body.records).toMatchObject([
      { worth: 2 },
      { worth: 1 },
      { worth: 0 },
    ])
    const hidden = await send(sam, 'GET', `v1/boat?view=${id}`)
    expect(hidden.headers['tenon-view-omitted']).toBe('2')
    expect(names(hidden)).toHaveLength(4)
    expect(hidden.text).not.toContain('worth')
    await send(ada, 'DELETE', `views/${id}`, { version })
  })

  test('a view that is not there, is somebody’s own or of another entity asks for nothing', async () => {
    const { id, version } = (await send(ada, 'POST', 'views', { entity: 'boat', name: 'Own', where: MINE })).body
    const refused: Array<[Actor | undefined, string]> = [
      [sam, `v1/boat?view=${id}`],
      [ada, `v1/dock?view=${id}`],
      [ada, `v1/boat?view=${uuidv7()}`],
      [ada, 'v1/boat?view=nothing'],
      [ada, 'v1/boat?view=toString'],
      [ada, 'v1/dock?view=small'],
      [sam, 'v1/boat?view=small'],
      [sam, `live?entity=boat&view=${id}`],
    ]
    for (const [as, url] of refused)
      expect(await send(as, 'GET', url), url).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect((await send(ada, 'GET', `v1/boat?view=${id}&view=${id}`)).status).toBe(400)
    expect(names(await send(ada, 'GET', `v1/boat?view=${id}`)).sort()).toEqual(['Boat 0', 'Boat 2'])
    await send(ada, 'DELETE', `views/${id}`, { version })
  })

  test('a key makes shared views that speak of whoever looks, and is told that it is nobody where it looks itself', async () => {
    const view = { entity: 'boat', name: 'Mine', where: MINE, sharedWith: 'everyone' }
    expect((await send(key, 'POST', 'views', { ...view, sharedWith: 'nobody' })).status).toBe(400)
    const { id, version, owner } = (await send(key, 'POST', 'views', view)).body
    expect(owner).toBeNull()
    expect(names(await send(ada, 'GET', `v1/boat?view=${id}`)).sort()).toEqual(['Boat 0', 'Boat 2'])
    expect(names(await send(sam, 'GET', `v1/boat?view=${id}`))).toEqual(['Boat 1'])
    const refused = await send(key, 'GET', `v1/boat?view=${id}`)
    expect(refused).toMatchObject({ status: 400, body: { problems: [{ rule: 'placeholder' }] } })
    expect((await send(ada, 'PATCH', `views/${id}`, { version, name: 'x' })).body).toMatchObject({ code: 'FORBIDDEN' })
    const one = await send(ada, 'POST', 'views', { ...view, name: 'Ada’s' })
    const ids = [one.body.id]
    expect((await send(ada, 'POST', 'views/reorder', { entity: 'boat', ids })).body).toHaveLength(2)
    const customer = {
      kind: 'customer',
      id: 'c',
      name: 'C',
      site: 's',
      subject: { entity: 'boat', id },
      scopes: [],
    } as const
    for (const url of ['views', `views/${id}`, `v1/boat?view=${id}`])
      expect((await send(customer, 'GET', url)).status).toBe(403)
  })
})
