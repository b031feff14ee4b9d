import type { TenonRecord } from '@tenon/sdk/contract/record'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const MONEY = { fieldType: 'money', currency: 'EUR' }
const provides = (entity: string, fields: object) => ({ provides: { 'order@1': { entity, fields } } })

/** Two plugins that know nothing of each other, each with orders of its own making. */
const SHOP: PluginFiles = {
  'plugin.json': manifest('shop', provides('order', { total: 'total', state: 'status' })),
  'entities/order.schema.json': entityFile('order', { total: MONEY, status: { fieldType: 'text' } }),
}
const DEALER: PluginFiles = {
  'plugin.json': manifest('dealer', provides('sale', { total: 'price', state: 'phase' })),
  'entities/sale.schema.json': entityFile('sale', { price: { fieldType: 'decimal' }, phase: { fieldType: 'text' } }),
}

/** Marks paid orders, whoever's they are; reads and writes them by the contract's names alone. */
const billing = (more: object = {}): PluginFiles => ({
  'plugin.json': manifest('billing', {
    consumes: { 'order@1': { fields: { total: ['money', 'decimal'], state: ['text'] }, ...more } },
    capabilities: ['read', 'write'].map((right) => ({
      capability: `contract:order@1:${right}`,
      reason: { en: 'Marks paid orders.' },
    })),
  }),
  'entities/payment.schema.json': entityFile('payment', { order: { fieldType: 'text' }, note: { fieldType: 'text' } }),
  'hooks.ts': hooksFile(`{ entities: { payment: {
    beforeCreate: eachRecord(async ({ values }, tenon) => {
      const contract = tenon.contracts['order@1']
      if (contract === undefined) return { note: 'no orders here' }
      const order = await tenon.records.get({ entity: contract.entity, id: values.order })
      return { note: contract.plugin + ' ' + JSON.stringify(contractValues(tenon, 'order@1', order).total) }
    }),
    afterCreate: eachRecord(async ({ values }, tenon) => {
      const contract = tenon.contracts['order@1']
      if (contract === undefined) return
      const { entity, fields } = contract
      const order = await tenon.records.get({ entity, id: values.order })
      await tenon.records.update({ entity, id: order.id, version: order.version, values: { [fields.state]: 'paid' } })
    }),
  } } }`),
})

describe.each(DATABASE_KINDS)('contracts between plugins on %s', (kind) => {
  let bench: PluginTenant
  let ctx: RequestContext
  beforeAll(async () => {
    bench = await openPluginTenant(kind)
    await bench.tenon.startBackground()
  }, 120_000)
  afterAll(() => bench?.close())
  beforeEach(async () => {
    const slug = `t-${crypto.randomUUID().slice(0, 8)}`
    ctx = systemContext(await bench.tenon.createTenant({ slug, name: 'T' }))
  })

  const install = async (...plugins: PluginFiles[]) =>
    bench.tenon.installPlugins(ctx, await Promise.all(plugins.map(bench.load)), { consent: true, downgrade: true })
  const create = (entity: string, values: object): Promise<TenonRecord> =>
    bench.tenon.services.records.create(ctx, { entity, values: values as never })
  const state = async (entity: string, { id }: TenonRecord, field: string) =>
    (await bench.tenon.services.records.get(ctx, { entity, id }))[field]

  test.each([
    ['shop', SHOP, { entity: 'order', total: 'total', state: 'status' }, '{"amount":"5.00","currency":"EUR"}'],
    ['dealer', DEALER, { entity: 'sale', total: 'price', state: 'phase' }, '"5.00"'],
  ] as const)(
    'a plugin reads and writes the orders of %s, whose names it does not know',
    async (...[id, provider, names, total]) => {
      await install(provider, billing())
      const order = await create(names.entity, { name: 'one', [names.total]: '5' })
      const payment = await create('payment', { order: order.id })
      expect(payment.note).toBe(`${id} ${total}`)
      await expect.poll(() => state(names.entity, order, names.state), { timeout: 20_000 }).toBe('paid')
    },
  )

  test('another provider takes the place of one that is gone', async () => {
    await install(SHOP, billing({ optional: true }))
    await bench.tenon.removePlugin(ctx, 'shop', { consent: true })
    expect((await create('payment', {})).note).toBe('no orders here')
    await install(DEALER)
    const sale = await create('sale', { name: 'one', price: '7' })
    expect((await create('payment', { order: sale.id })).note).toBe('dealer "7.00"')
  })

  test('rights on a contract are rights on the entity that provides it, and on no other', async () => {
    await install(SHOP, {
      ...billing(),
      'hooks.ts': hooksFile(`{ entities: { payment: { beforeCreate: eachRecord(async ({ values }, tenon) => {
        const codes = []
        for (const entity of ['order', 'payment', 'sale']) {
          codes.push(await tenon.records.find({ entity }).then(() => 'ok', ({ code }) => code))
        }
        return { note: codes.join(' ') }
      }) } } }`),
    })
    expect((await create('payment', {})).note).toBe('ok CAPABILITY_DENIED CAPABILITY_DENIED')
  })

  test('a missing provider is told with the names of those at hand', async () => {
    const packages = await Promise.all([billing()].map(bench.load))
    const shelf = bench.shelve(SHOP, DEALER)
    await expect(bench.tenon.installPlugins(ctx, packages, { shelves: [shelf] })).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      plugin: 'billing',
      message: expect.stringContaining("provides the contract order@1; 'dealer' or 'shop' does: install it too"),
    })
    const chinese = bench.tenon.installPlugins({ ...ctx, locale: 'zh-CN' }, packages, { shelves: [shelf] })
    await expect(chinese).rejects.toMatchObject({ message: expect.stringContaining("可一并安装 'dealer' 或 'shop'") })
  })

  test('a provider of another version of the contract is told apart from one that is missing', async () => {
    const later = { provides: { 'order@2': { entity: 'order', fields: { total: 'total', state: 'status' } } } }
    await install({ ...SHOP, 'plugin.json': manifest('shop', later) })
    const packages = [await bench.load(billing())]
    await expect(bench.tenon.installPlugins(ctx, packages)).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringMatching(
        /contract order@1; 'shop' 1\.0\.0 provides order@2, which is another version of it$/,
      ),
    })
    await expect(bench.tenon.installPlugins({ ...ctx, locale: 'zh-CN' }, packages)).rejects.toMatchObject({
      message: expect.stringMatching(/；'shop' 1\.0\.0 提供的 order@2 是另一版本$/),
    })
    await install(SHOP, billing())
    const upgrade = { ...SHOP, 'plugin.json': manifest('shop', { version: '2.0.0', ...later }) }
    await expect(install(upgrade)).rejects.toMatchObject({
      message: expect.stringMatching(/version 2\.0\.0 does not any more; 'shop' 2\.0\.0 provides order@2/),
    })
  })

  test('two providers are refused with both names, and the first one stays', async () => {
    await install(SHOP)
    await expect(install(DEALER)).rejects.toMatchObject({
      code: 'PLUGIN_CLASH',
      message: "Plugins 'dealer' and 'shop' both provide the contract order@1; only one of them can be installed.",
    })
    expect((await bench.tenon.services.plugins.list(ctx)).map(({ id }) => id)).toEqual(['shop'])
  })

  test('a provider that somebody needs cannot be removed; once nobody does, it can', async () => {
    await install(SHOP, billing())
    await expect(bench.tenon.removePlugin(ctx, 'shop', { consent: true })).rejects.toMatchObject({
      code: 'REFERENCE_CONFLICT',
      message: "plugin 'shop' provides the contract order@1, which plugin 'billing' needs: remove that first",
    })
    await bench.tenon.removePlugin(ctx, 'billing', { consent: true })
    await bench.tenon.removePlugin(ctx, 'shop', { consent: true })
    expect(await bench.tenon.services.plugins.list(ctx)).toEqual([])
  })

  test('an upgrade that takes a needed field away, or gives it another type, is refused with the consumer’s name', async () => {
    await install(SHOP, billing())
    const upgrade = (files: PluginFiles, contract: object) =>
      install({ ...SHOP, ...files, 'plugin.json': manifest('shop', { version: '2.0.0', ...contract }) })
    await expect(upgrade({}, provides('order', { total: 'total' }))).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining(
        "plugin 'billing' needs 'state' of the contract order@1 as text, which plugin 'shop' 2.0.0 does not give",
      ),
    })
    const other = {
      'entities/order.schema.json': entityFile('order', {
        total: { fieldType: 'text' },
        status: { fieldType: 'text' },
      }),
    }
    await expect(upgrade(other, provides('order', { total: 'total', state: 'status' }))).rejects.toMatchObject({
      message: expect.stringContaining("as money, decimal, which plugin 'shop' 2.0.0 gives as 'text'"),
    })
    await expect(upgrade({}, {})).rejects.toMatchObject({
      message: expect.stringMatching(
        /needs a plugin that provides the contract order@1; 'shop' 1\.0\.0, which is installed, does, and its version 2\.0\.0 does not any more$/,
      ),
    })
    expect((await bench.tenon.services.plugins.list(ctx)).find(({ id }) => id === 'shop')?.version).toBe('1.0.0')
  })

  test('an admin cannot take away what a contract is fulfilled by, and is told who needs it', async () => {
    await install(SHOP, billing())
    const { model } = bench.tenon.services
    const { revision } = await model.draft(ctx)
    const edits = { entities: { order: { properties: { total: null } } } }
    await expect(model.saveDraft(ctx, { edits, revision })).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
      problems: [
        {
          pointer: '/entities/order/properties/total',
          rule: 'contract',
          message: expect.stringContaining("'total' of the contract order@1, which plugin 'billing' needs"),
        },
      ],
    })
  })
})
