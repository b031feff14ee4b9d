import type { FastifyInstance, InjectOptions } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { serveAs } from './serve-as.ts'

const PLUGIN = { 'plugin.json': manifest('boats'), 'entities/boat.schema.json': entityFile('boat', {}) }
const NUL = 'a\0b'
const HALF = '\ud800'
const LIST = { entity: 'boat', view: 'all' }
const TERRITORY = { parentId: null, rules: {}, memberIds: [] }
const SPAN = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }
const WHO = { password: 'a-long-one-of-mine', roles: ['admin'] }

describe.each(DATABASE_KINDS)('what no database can hold or look for in a request on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  let id: string
  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(PLUGIN)
    ;({ id } = await shop.create('boat', { name: 'Anna' }))
    app = await serveAs(shop, { kind: 'user', id: uuidv7(), name: 'Ada', roles: ['admin'] })
  })
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  const post = (path: string, payload: object) => ({ method: 'POST', url: `/api/${path}`, payload }) as const
  const many = (more: object) => post('v1/boat/bulk', { target: { ids: [id] }, operation: { kind: 'delete' }, ...more })
  const requests = (): Record<string, InjectOptions> => ({
    'value of a field': post('v1/boat', { name: NUL }),
    'value of a filter': post('trpc/records.find', { entity: 'boat', where: { field: 'name', op: 'eq', value: NUL } }),
    'text that is searched': post('trpc/records.search', { text: NUL }),
    'reason for a change of many': many({ reason: NUL }),
    'search for a change of many': many({ target: { search: NUL } }),
    'person of the audit trail': { method: 'GET', url: `/api/audit?actor=${encodeURIComponent(NUL)}` },
    'person whose changes are taken back': post('trpc/audit.undoChanges', { actor: NUL, ...SPAN }),
    'name of a view': post('views', { entity: 'boat', name: NUL }),
    'name of a team': post('trpc/teams.create', { name: NUL }),
    'name of an API key': post('trpc/apiKeys.create', { name: NUL, roles: ['admin'] }),
    'name of a site': post('trpc/sites.create', { name: NUL, origins: ['https://a.example'] }),
    'name of a person': post('trpc/users.create', { name: NUL, email: 'a@example.com', ...WHO }),
    'address of a person': post('trpc/users.create', { name: 'A', email: `${NUL}@example.com`, ...WHO }),
    'label of a role': post('trpc/roles.set', { name: 'abc', label: { en: NUL, 'zh-CN': '甲' }, grants: {} }),
  })
  /** Of two halves of a sign that is beyond the first 65,536, one alone. */
  const broken = (): Record<string, InjectOptions> => ({
    'value of a field': post('v1/boat', { name: HALF }),
    'column of a list': post('trpc/personal.saveColumns', { ...LIST, columns: [{ field: HALF }] }),
    'reason for a hold': post('trpc/privacy.hold', { entity: 'boat', id, reason: HALF }),
    'name of a team': post('trpc/teams.create', { name: HALF }),
    'name of a territory': post('trpc/access.setTerritory', { ...TERRITORY, name: HALF }),
    'name of an API key': post('trpc/apiKeys.create', { name: HALF, roles: ['admin'] }),
    'name of a site': post('trpc/sites.create', { name: HALF, origins: ['https://a.example'] }),
    'label of a role': post('trpc/roles.set', { name: 'abc', label: { en: HALF, 'zh-CN': '甲' }, grants: {} }),
    'number of a version': post('trpc/model.restore', { version: 2 ** 31 }),
    'number of a step': {
      method: 'GET',
      url: `/api/trpc/model.draftHistory?input=${encodeURIComponent(`{"before":${2 ** 31}}`)}`,
    },
  })

  test.each([
    ['a NUL character', requests],
    ['half a character, or too high a number,', broken],
  ])(
    '%s is refused as the caller’s fault, in the caller’s language, wherever it stands, and changes nothing',
    async (_, asked) => {
      const tables = ['boat', '_bulk_run', '_saved_view', '_team', '_territory', '_user', '_role', '_audit']
      const counts = () => Promise.all(tables.map((table) => shop.count(table)))
      const before = await counts()
      for (const [place, request] of Object.entries(asked())) {
        const told = async (language: string) => {
          const { statusCode, body } = await app.inject({ ...request, headers: { 'accept-language': language } })
          return { place, statusCode, isChinese: /\p{Script=Han}/u.test(body), body }
        }
        expect(await told('en')).toMatchObject({ place, statusCode: 400, isChinese: false })
        expect(await told('zh-CN')).toMatchObject({ place, statusCode: 400, isChinese: true })
      }
      expect(await counts()).toEqual(before)
    },
  )
})
