import type { FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entityFile, manifest, openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { serveAs } from './serve-as.ts'

const PLUGIN = {
  'plugin.json': manifest('boats'),
  'entities/boat.schema.json': entityFile('boat', { berth: { fieldType: 'text' } }),
}
/** What the grammar of times allows and no database, or no clock, has. */
const NONE = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59-14:00',
  '2026-01-01T00:00:00-23:59',
  '2026-01-01T00:00:00+15:00',
  '2026-02-30T00:00:00Z',
  '2026-01-01T00:00:00',
  `2026-01-01T00:00:00.${'1'.repeat(30)}Z`,
  'yesterday',
]
/** Ends of what there is, and forms that are written otherwise than ours. */
const SOME = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-01-01T00:00:00+14:00',
  '2026-01-01T00:00Z',
  '1969-12-31T23:59:59-11:30',
  '2026-01-01T00:00:00.123456789Z',
]

describe.each(DATABASE_KINDS)('points in time in requests on %s', (kind) => {
  let shop: PluginTenant
  let app: FastifyInstance
  let id: string
  beforeAll(async () => {
    shop = await openPluginTenant(kind)
    await shop.install(PLUGIN)
    ;({ id } = await shop.create('boat', { name: 'Anna', berth: 'B1' }))
    app = await serveAs(shop, { kind: 'user', id: uuidv7(), name: 'Ada', roles: ['admin'] })
  })
  afterAll(async () => {
    await app?.close()
    await shop?.close()
  })

  /** Every request that takes one, with it in each place. */
  const requests = (at: string) => {
    const ask = (path: string, input: object) =>
      ({ method: 'GET', url: `/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}` }) as const
    const then = encodeURIComponent(at)
    const [entity, actor, later] = ['boat', `user:${uuidv7()}`, '9999-12-31T00:00:00Z']
    return {
      'as-of over REST': { method: 'GET', url: `/api/v1/boat/${id}/as-of?at=${then}` },
      'as-of': ask('records.asOf', { entity, id, at }),
      'timeline over REST': { method: 'GET', url: `/api/v1/boat/${id}/timeline?from=${then}` },
      'timeline until': ask('audit.timeline', { entity, id, to: at }),
      'audit from over REST': { method: 'GET', url: `/api/audit?from=${then}` },
      'audit until': ask('audit.find', { to: at }),
      'audit as a file': { method: 'GET', url: `/api/audit/export.csv?from=${then}` },
      'undo planned': ask('audit.planUndo', { actor, from: at, to: later }),
      'undo planned until': ask('audit.planUndo', { actor, from: '0001-01-01T00:00:00Z', to: at }),
    } as const
  }

  test.each(NONE)('%s is refused where it stands, in the language of the caller, in every request', async (at) => {
    for (const [what, request] of Object.entries(requests(at))) {
      const told = async (language: string) => {
        const reply = await app.inject({ ...request, headers: { 'accept-language': language } })
        return { what, status: reply.statusCode, text: reply.body }
      }
      expect(await told('en')).toEqual({ what, status: 400, text: expect.stringContaining('Not a point in time') })
      expect(await told('zh-CN')).toEqual({ what, status: 400, text: expect.stringContaining('不是时间点') })
    }
  })

  test.each(SOME)('%s is taken by every request', async (at) => {
    for (const [what, request] of Object.entries(requests(at))) {
      const { statusCode, body } = await app.inject(request)
      // Before a record was made there was none.
      const isEarly = what.startsWith('as-of') && statusCode === 404
      expect({ what, at, status: isEarly ? 200 : statusCode, body }).toMatchObject({ status: 200 })
    }
  })
})
