import type { RecordFilter } from '@tenon/sdk/contract/query'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { readSavedViews, type SavedViewUse } from '../../../core/src/schema-change/dependents/read-saved-views.ts'
import { entitySavedViews, savedViewUsers } from '../../../core/src/schema-change/dependents/saved-view-users.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const ORDER = entity('order', {
  amount: field('decimal'),
  customer: field('reference', { reference: { entity: 'account' } }),
})
const ACCOUNT = entity('account', { region: field('text') })
const document = mergeModel([pluginPackage('shop', { entities: [ACCOUNT, ORDER] })], {})
const model = compileModel(document, 1)

const savedView = (id: string, more: Partial<SavedViewUse>): SavedViewUse => ({
  ...{ id, entity: 'order', name: `View ${id}`, isPrivate: false },
  definition: { where: null, sort: null, columns: null },
  ...more,
})
const large: RecordFilter = { field: 'amount', op: 'gt', value: 5 }
const east: RecordFilter = { field: 'customer.region', op: 'eq', value: 'east' }
const views = [
  savedView('v1', { definition: { where: { and: [large] }, sort: [{ field: 'amount' }], columns: ['amount'] } }),
  savedView('v2', { definition: { where: { or: [east] }, sort: null, columns: ['name'] } }),
  savedView('v3', {
    entity: 'account',
    definition: { where: { children: 'order_customer', any: large } as RecordFilter, sort: null, columns: null },
  }),
  ...['v4', 'v5'].map((id) =>
    savedView(id, { isPrivate: true, definition: { where: { not: large }, sort: null, columns: null } }),
  ),
]
const told = (name: string, of = 'order') =>
  savedViewUsers({ model, savedViews: views }, { entity: of, field: name, breaks: true }).map((one) => [
    ...[one.kind, one.entity, one.name, one.text.en, one.breaks],
  ])

describe('views that people have saved', () => {
  test('are told by name where they are shared, over children too; of private ones it is told how many', () => {
    expect(told('amount')).toEqual([
      ['filter', 'order', 'v1', 'Saved view ‘View v1’ filters by it', true],
      ['filter', 'order', 'v1', 'Saved view ‘View v1’ sorts by it', true],
      ['view', 'order', 'v1', 'Saved view ‘View v1’ shows it', true],
      ['filter', 'account', 'v3', 'Saved view ‘View v3’ filters by it', true],
      ['filter', 'order', '', '2 saved views of people’s own filter by it', true],
    ])
  })

  test('use every field of a path through references, and the reference by which children are found', () => {
    expect(told('region', 'account')).toEqual([['filter', 'order', 'v2', 'Saved view ‘View v2’ filters by it', true]])
    expect(told('customer').map(([, , name]) => name)).toEqual(['v2', 'v3'])
    expect(told('name').map(([kind, , name]) => [kind, name])).toEqual([['view', 'v2']])
  })

  test('go with their entity', () => {
    const gone = entitySavedViews({ savedViews: views }, 'order')
    expect(gone.map(({ name, text }) => [name, text.en, text['zh-CN']])).toEqual([
      ['v1', 'Saved view ‘View v1’ lists it', '已保存的视图“View v1”列出它'],
      ['v2', 'Saved view ‘View v2’ lists it', '已保存的视图“View v2”列出它'],
      ['', '2 saved views of people’s own list it', '有 2 个个人视图列出它'],
    ])
  })
})

describe.each(DATABASE_KINDS)('saved views that a plan looks into on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  test('are those of the entities that change and those that name one of the fields', async () => {
    const db = tenon.database.tenant(tenon.tenant.schema)
    const shared = { owner_id: null, audience: 'everyone' as const, roles: [], teams: [], default_for: [], position: 0 }
    const own = { version: 1, updated_at: new Date(), updated_by: 'user:u' }
    const add = (name: string, of: string, definition: object) =>
      db
        .insertInto('_saved_view')
        .values({ ...shared, ...own, id: uuidv7(), entity: of, name, definition: JSON.stringify(definition) })
        .execute()
    await add('Of the entity', 'account', { where: null, sort: null, columns: ['name'] })
    await add('By a path', 'order', { where: east, sort: null, columns: null })
    await add('Of another', 'order', { where: large, sort: null, columns: null })
    const found = await readSavedViews(db, { entities: ['account'], words: ['region'] })
    expect(found.map(({ name, isPrivate }) => [name, isPrivate])).toEqual([
      ['Of the entity', false],
      ['By a path', false],
    ])
    expect(await readSavedViews(db, { entities: [], words: [] })).toEqual([])
  })
})
