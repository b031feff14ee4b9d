import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openPostgres } from '../../../core/src/db/open-postgres.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { createPostgresDatabase, DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel } from './catalog-of.ts'
import { compiled, documentOf, openPublishingTenant, withFields } from './publishing-tenant.ts'

const BOX = entity('box', { size: field('text') })
const [ONE, TWO] = [withFields(BOX, { one: field('text') }), withFields(BOX, { two: field('text') })]

describe.each(DATABASE_KINDS)('publishers at the same time on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test.each([undefined, 0])(
    'one of two wins, the other is told of the conflict (small tables: %s)',
    async (smallTableRows) => {
      const tenant = await openPublishingTenant(database, smallTableRows === undefined ? {} : { smallTableRows })
      await tenant.publish({ entities: [BOX] })
      await tenant.insert('box')
      const results = await Promise.allSettled([
        tenant.publish({ entities: [ONE] }, { baseVersion: 1 }),
        tenant.publish({ entities: [TWO] }, { baseVersion: 1 }),
      ])
      const lost = results.filter((result) => result.status === 'rejected')
      expect(lost.map((result) => result.reason.code)).toEqual(['VERSION_CONFLICT'])
      const winner = results[0]?.status === 'fulfilled' ? ONE : TWO
      expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled({ entities: [winner] })))
      expect(await tenant.currentVersion()).toBe(2)
    },
  )

  test('other processes hear of the new version once it is in force', async () => {
    const tenant = await openPublishingTenant(database)
    const heard: string[] = []
    const stop = await database.listen('tenon_model', (payload) => heard.push(payload))
    const live: string[] = []
    const stopLive = await database.listen('tenon_live', (payload) => live.push(payload))
    await tenant.publish({ entities: [BOX] })
    await expect.poll(() => live.length).toBe(1)
    expect(heard.map((payload) => JSON.parse(payload))).toEqual([{ schema: tenant.schema, version: 1 }])
    expect(JSON.parse(live[0] ?? '')).toEqual({
      schema: tenant.schema,
      message: { type: 'model.published', version: 1 },
    })
    await Promise.all([stop(), stopLive()])
  })

  test('writes of the caller are in force with the version, or not at all', async () => {
    const tenant = await openPublishingTenant(database)
    const team = { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Team' }
    const writeTeam = {
      withinTransaction: async (trx: ReturnType<Database['tenant']>) =>
        void (await trx.insertInto('_team').values(team).execute()),
    }
    await tenant.publish({ entities: [BOX] }, writeTeam)
    expect(await tenant.valuesOf('_team', 'name')).toEqual(['Team'])
    await expect(tenant.publish({ entities: [ONE] }, writeTeam)).rejects.toThrow()
    expect(await tenant.currentVersion()).toBe(1)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled({ entities: [BOX] })))
  })
})

describe('publishers in several processes', () => {
  test('one of two wins while the other waits for the lock', async () => {
    const url = await createPostgresDatabase()
    const [first, second] = [await openPostgres({ url, poolSize: 3 }), await openPostgres({ url, poolSize: 3 })]
    const { migrateControl } = await import('../../../core/src/db/migrate-control.ts')
    await migrateControl(first)
    const tenant = await openPublishingTenant(first, { smallTableRows: 0 })
    await tenant.publish({ entities: [BOX] })
    await tenant.insert('box')
    const other = makePublishModel({
      database: second,
      models: { invalidate: () => undefined },
      relocate: relocateRecords,
      smallTableRows: 0,
    })
    const indexed = withFields(BOX, { size: field('text', { indexed: true }) })
    const results = await Promise.allSettled([
      tenant.publish({ entities: [indexed] }, { baseVersion: 1 }),
      other(tenant.ctx, { document: documentOf({ entities: [indexed] }), edits: {}, baseVersion: 1 }),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await tenant.currentVersion()).toBe(2)
    await Promise.all([first.close(), second.close()])
  })

  test('a table that is locked by somebody is waited for and tried again, not for ever', async () => {
    const database = await openTestDatabase('postgres')
    const tenant = await openPublishingTenant(database)
    await tenant.publish({ entities: [BOX] })
    const published = await database.transaction(tenant.schema, async (trx) => {
      await sql`lock table ${sql.id(tenant.schema, 'box')} in access share mode`.execute(trx)
      const publishing = tenant.publish({ entities: [ONE] })
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      return { publishing }
    })
    await expect(published.publishing).resolves.toEqual({ version: 2 })
    await database.close()
  })
})
