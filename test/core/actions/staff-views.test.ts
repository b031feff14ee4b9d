import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, pluginFolder, type StockTenant } from './open-stock-tenant.ts'
import { STOCK_PLUGIN } from './stock-plugin.ts'

describe.each(DATABASE_KINDS)('views of plugins on %s', (kind) => {
  let stock: StockTenant
  beforeAll(async () => {
    stock = await openStockTenant(kind)
  })
  afterAll(() => stock?.close())

  const viewsOf = async (ctx: RequestContext) => (await stock.tenon.services.model.view(ctx)).views

  test('are given to those who may read the entity, and speak of whoever asks a list for what their filter says', async () => {
    const mei = await stock.person('Mei', ['staff'])
    const views = await viewsOf(mei)
    expect(Object.keys(views).sort()).toEqual(['here', 'myOwn', 'secrets'])
    const own = views['myOwn']
    expect(own?.where).toEqual({
      and: [{ field: 'ownerId', op: 'eq', value: { $actor: true } }, { not: { field: 'name', op: 'isNull' } }],
    })
    await stock.create({ name: 'Mine' }, mei)
    await stock.create({ name: 'Theirs' })
    const find = { entity: 'item', ...(own?.where !== undefined && { where: own.where }) }
    const { records } = await stock.tenon.services.records.find(mei, find)
    expect(records.map(({ name }) => name)).toEqual(['Mine'])
    expect(await viewsOf(await stock.person('Nob', []))).toEqual({})
  })

  test('leave out hidden columns, and are not shown at all where their filter would tell of a hidden field', async () => {
    const views = await viewsOf(await stock.person('Bo', ['blind']))
    expect(Object.keys(views).sort()).toEqual(['here', 'myOwn'])
    expect(views['here']?.fields).toEqual(['name', 'worth'])
    expect(JSON.stringify(views)).not.toContain('secret')
  })

  test('that speak of the person who looks are only for persons', async () => {
    const actor = { kind: 'apiKey', id: '0190a5d0-ac96-774b-bcce-b302099a8057', name: 'Key', roles: ['staff'] } as const
    expect(Object.keys(await viewsOf({ ...stock.system, actor })).sort()).toEqual(['here', 'secrets'])
  })

  test('are hidden and renamed by an admin through a draft, whose plan says so, and come back by undo', async () => {
    const admin = await stock.person('Root', ['admin'])
    const { model } = stock.tenon.services
    const { revision } = await model.draft(admin)
    const edits = { views: { secrets: null as never, here: { label: { en: 'In the shop' } } } }
    const draft = await model.saveDraft(admin, { edits, revision })
    expect(draft.document.views).not.toHaveProperty('secrets')
    const { steps } = await model.plan(admin)
    expect(steps.map(({ summary, risk }) => [typeof summary === 'string' ? summary : summary.en, risk])).toEqual([
      ['Remove view ‘With a secret’', 'safe'],
      ['Change view ‘In the shop’', 'safe'],
    ])
    await model.publish(admin, { revision: draft.revision })
    const views = await viewsOf(admin)
    expect(Object.keys(views).sort()).toEqual(['here', 'myOwn'])
    expect(views['here']?.label).toEqual({ en: 'In the shop', 'zh-CN': '在库' })
    await model.undo(admin)
    expect(Object.keys(await viewsOf(admin)).sort()).toEqual(['here', 'myOwn', 'secrets'])
  })

  test.each([
    [
      { where: { field: 'statu', op: 'eq', value: 'here' } },
      'views/here.view.json',
      '/where/field',
      /did you mean 'status'/,
    ],
    [
      { where: { field: 'status', op: 'eq', value: 'her' } },
      'views/here.view.json',
      '/where/value',
      /did you mean 'here'/,
    ],
    [{ fields: ['name', 'colour'] }, 'views/here.view.json', '/fields/1', /there is no field 'colour'/],
    [{ entity: 'itm' }, 'views/here.view.json', '/entity', /did you mean 'item'/],
  ])(
    'a view with %j is refused at install, with its file, place and advice',
    async (...[wrong, file, pointer, advice]) => {
      const view = { name: 'here', entity: 'item', label: { en: 'Here' }, ...wrong }
      const { folder, remove } = pluginFolder({ ...STOCK_PLUGIN, 'views/here.view.json': view })
      const plugin = await stock.tenon.loadPluginFolder(folder)
      remove()
      const tenant = await stock.tenon.createTenant({ slug: `t-${Math.random().toString(36).slice(2)}`, name: 'T' })
      const refused = await stock.tenon.installPlugins({ ...stock.system, tenant }, [plugin]).catch((error) => error)
      expect(refused).toMatchObject({ code: 'PLUGIN_INVALID', plugin: 'stock', problems: [{ file, pointer }] })
      expect(refused.message).toMatch(advice)
    },
  )
})
