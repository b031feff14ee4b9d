import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeFindDrift, makeRepairDrift } from '../../../core/src/schema-change/find-drift.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { columnsInCatalog } from './catalog-of.ts'
import { openPublishingTenant } from './publishing-tenant.ts'
import { startPublishing } from './start-publishing.ts'

const BOX = entity('box', { size: field('text', { indexed: true }), stars: field('rating') }, { required: ['size'] })
const PACKAGES = [pluginPackage('demo', { entities: [BOX, entity('shelf', {})] })]

describe.each(DATABASE_KINDS)('the database and the model on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function openTenant() {
    const tenant = await openPublishingTenant(database)
    const requireAdmin = () => undefined
    const startPublish = startPublishing(tenant, requireAdmin)
    const tools = { database, packages: async () => structuredClone(PACKAGES), mergeModel, requireAdmin, startPublish }
    const document = mergeModel(structuredClone(PACKAGES), {})
    const values = PACKAGES.map(({ manifest, ...rest }) => ({
      id: manifest.id,
      version: manifest.version,
      package: JSON.stringify({ manifest, ...rest }),
      grants: [],
    }))
    await tenant.publishModel(tenant.ctx, {
      document,
      edits: {},
      baseVersion: 0,
      withinTransaction: async (trx) => void (await trx.insertInto('_plugin').values(values).execute()),
    })
    const drift = async () => (await makeFindDrift(tools)(tenant.ctx)).items
    const repair = () => makeRepairDrift(tools)(tenant.ctx, { consent: true })
    const change = (text: string) => database.execute(text.replaceAll('$', `${tenant.schema}.`))
    return { ...tenant, drift, repair, change }
  }

  test('agree after publishing', async () => {
    const { drift } = await openTenant()
    expect(await drift()).toEqual([])
  })

  test('whatever was changed by hand is told in words, and brought in step without touching what others added', async () => {
    const { drift, repair, change, ...tenant } = await openTenant()
    const before = await columnsInCatalog(tenant)
    await tenant.insert('box', { size: 'large', stars: 3 })
    await change('alter table $box drop column stars')
    await change('alter table $box alter column size drop not null')
    await change('alter table $box add column stray text')
    await change('drop table $shelf')
    await change('create table $extra (id int)')
    const [index] = (
      await tenant.query(sql<{ name: string }>`select indexname as name from pg_indexes
      where schemaname = ${tenant.schema} and indexname like 'ix_box_size%'`)
    ).map(({ name }) => name)
    await change(`drop index $${index}`)
    const items = await drift()
    expect(items.map(({ kind: of, object, repairable }) => [of, object, repairable]).sort()).toEqual([
      ['missingColumn', 'stars', true],
      ['missingConstraint', expect.stringMatching(/^ck_box_stars/), true],
      ['missingIndex', index, true],
      ['missingTable', '', true],
      ['nullability', 'size', true],
      ['unknownColumn', 'stray', false],
      ['unknownTable', '', false],
    ])
    expect(items.map(({ text }) => text.en)).toContain(
      'Column ‘size’ of table ‘box’ is ‘null’; the model says ‘not null’.',
    )
    for (const { text } of items) expect(text['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
    expect(await repair()).toEqual({ version: 2 })
    expect((await drift()).map(({ kind: of }) => of).sort()).toEqual(['unknownColumn', 'unknownTable'])
    const after = await columnsInCatalog(tenant)
    expect(after.filter((line) => !/stray|extra/.test(line))).toEqual(before)
    expect(await tenant.valuesOf('box', 'size')).toEqual(['large'])
  })

  test('what an interrupted publish has left is told', async () => {
    const { drift, change } = await openTenant()
    await change('alter table $box add column _new_size text')
    await change(`comment on column $box._new_size is 'tenon:unpublished:12345678'`)
    expect(await drift()).toMatchObject([{ kind: 'leftover', table: 'box', object: '_new_size', repairable: true }])
  })
})
