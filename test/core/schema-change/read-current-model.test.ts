import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { makeReadCurrentModel } from '../../../core/src/schema-change/read-current-model.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog } from './catalog-of.ts'
import { documentOf, openPublishingTenant, type Parts } from './publishing-tenant.ts'

const SMALL: Parts = { entities: [entity('thing', { note: field('text') })] }
const LARGE: Parts = { entities: [entity('thing', { note: field('text'), size: field('integer') })] }

describe.each(DATABASE_KINDS)('models of tenants that are looked at one after the other, on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  async function openTenant(...versions: Parts[]) {
    const tenant = await openPublishingTenant(database)
    for (const parts of versions) await tenant.publish(parts)
    return tenant
  }

  test('are each tenant’s own, with its own version, whether the one before had the same or not', async () => {
    const histories = [[SMALL], [SMALL], [], [LARGE, SMALL], [LARGE], [SMALL, LARGE], [], [LARGE]]
    const read = makeReadCurrentModel()
    const models = []
    for (const versions of histories) {
      const tenant = await openTenant(...versions)
      const model = await read(database.tenant(tenant.schema))
      const last = versions.at(-1)
      const alone = last === undefined ? null : compileModel(documentOf(last), versions.length)
      expect(model && [model.version, model.document]).toEqual(alone && [alone.version, alone.document])
      models.push(model)
    }
    const [first, second, , third, large, fourth, , last] = models
    expect(second).toBe(first)
    expect(third?.entities).not.toBe(large?.entities)
    expect([fourth?.entities, last?.entities]).toEqual([large?.entities, large?.entities])
    expect(fourth?.entities.get('thing')).toBe(large?.entities.get('thing'))
    expect(last).toBe(large)
  })

  test('leave each tenant the columns of its own model when what publishes left behind is swept', async () => {
    const read = makeReadCurrentModel()
    const tenants = [await openTenant(SMALL), await openTenant(LARGE), await openTenant(SMALL), await openTenant(LARGE)]
    const before = await Promise.all(tenants.map(columnsInCatalog))
    for (const { schema } of tenants) {
      const column = `"${schema}"."thing"."_new_size_1de08632"`
      await database.execute(`alter table "${schema}"."thing" add column "_new_size_1de08632" int`)
      await database.execute(`comment on column ${column} is 'tenon:unpublished:1de08632'`)
    }
    for (const { schema } of tenants) await sweepLeftovers(database, schema, { read })
    expect(await Promise.all(tenants.map(columnsInCatalog))).toEqual(before)
    expect(before[1]).not.toEqual(before[0])
  })
})
