import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { readMetricAnswer } from '../../../core/src/metrics/read-metric-answer.ts'
import { hooksFile, manifest, openPluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openStockTenant, type StockTenant } from '../actions/open-stock-tenant.ts'

const MARCH = { from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', timeZone: 'Europe/Berlin' }

describe.each(DATABASE_KINDS)('metrics of plugins on %s', (kind) => {
  let stock: StockTenant
  let staff: RequestContext
  beforeAll(async () => {
    stock = await openStockTenant(kind)
    staff = await stock.person('Mei', ['staff'])
  })
  afterAll(() => stock?.close())

  const run = (ctx: RequestContext, name: string, more: object = {}) =>
    stock.tenon.services.metrics.run(ctx, { plugin: 'stock', name, ...MARCH, ...more })

  test('are listed for those who may read what they are about', async () => {
    const names = async (ctx: RequestContext) =>
      (await stock.tenon.services.metrics.list(ctx)).map(({ name }) => name).sort()
    expect(await stock.tenon.services.metrics.list(staff)).toContainEqual({
      ...{ plugin: 'stock', name: 'items', label: { en: 'Items', 'zh-CN': '物品数' }, unit: 'number', entity: 'item' },
    })
    expect(await names(await stock.person('Nob', []))).toEqual(['worth', 'writes'])
    const subject = { entity: 'item', id: '0190a5d0-ac96-774b-bcce-b302099a8057' }
    const actor = { kind: 'customer', id: 'c', name: 'C', site: 's', subject, scopes: ['customer:read'] } as const
    expect(await names({ ...staff, actor })).toEqual([])
  })

  test('count what whoever asks may see, and give others’ answers to nobody', async () => {
    const narrow = await stock.person('Nora', ['narrow'])
    await stock.create({ name: 'A' })
    await stock.create({ name: 'B' })
    await stock.create({ name: 'C' }, narrow)
    expect(await run(staff, 'items')).toMatchObject({ value: 3, before: 1, series: [{ value: 1 }, { value: 1 }] })
    expect(await run(narrow, 'items')).toMatchObject({ value: 1 })
    await expect(run(await stock.person('Nob', []), 'items')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(run(staff, 'nope')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('are worked out once for all who ask the same at once, and kept for a minute', async () => {
    const ann = await stock.person('Ann', ['staff'])
    const april = { from: MARCH.to, to: '2026-05-01T00:00:00Z' }
    const calls = async () =>
      (await stock.tenon.metricsText())
        .split('\n')
        .filter((line) => line.includes('metrics.items') && /calls/.test(line))
    const first = await Promise.all(Array.from({ length: 5 }, () => run(ann, 'items', april)))
    const after = await calls()
    await stock.create({ name: `New ${kind}` })
    expect(await run(ann, 'items', april)).toEqual(first[0])
    expect(after).not.toEqual([])
    expect(await calls()).toEqual(after)
    expect(await run(ann, 'items', { ...april, timeZone: 'Asia/Shanghai' })).not.toEqual(first[0])
  })

  test('an answer that does not fit its unit is an error that names metric, plugin and place', async () => {
    expect(await run(staff, 'worth')).toEqual({ value: '12.50', currency: 'EUR' })
    const old = { from: '2019-03-01T00:00:00Z', to: '2019-04-01T00:00:00Z' }
    await expect(run(staff, 'worth', old)).rejects.toMatchObject({
      ...{ code: 'PLUGIN_BAD_RETURN', plugin: 'stock' },
      message: expect.stringMatching(/^The figure “Worth” of “Stock” gave an answer .* at '\/value'/),
    })
    const chinese = await run({ ...staff, locale: 'zh-CN' }, 'worth', old).catch((error) => error)
    expect(chinese.message).toContain('“库存”的指标“Worth”')
    expect(chinese.message).toContain('位置“/value”：应为以文本书写的精确小数')
  })

  test('write nothing, whatever the plugin’s capabilities are', async () => {
    await expect(run(staff, 'writes')).rejects.toMatchObject({
      ...{ code: 'PLUGIN_THREW', plugin: 'stock' },
      message: expect.stringMatching(/^The figure “Writes” of “Stock” failed: /),
    })
    const find = { entity: 'item', where: { field: 'name', op: 'eq', value: 'by a metric' } } as const
    expect((await stock.tenon.services.records.find(stock.system, find)).records).toEqual([])
  })

  test.each([
    [{ to: MARCH.from }, '/to'],
    [{ from: '1999-01-01T00:00:00Z' }, '/to'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
  ])('the period %j is refused at %s', async (wrong, pointer) => {
    await expect(run(staff, 'items', wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer }] })
  })
})

test('a metric goes by what an admin sets and takes back at once, also within the minute of its last answer', async () => {
  const opened = await openPluginTenant('pglite')
  const metric = { name: 'factor', label: { en: 'Factor' }, unit: 'number' }
  await opened.install({
    'plugin.json': manifest('maths', {
      capabilities: [{ capability: 'kv', reason: { en: 'For the tests.' } }],
      settings: { properties: { factor: { fieldType: 'integer', label: { en: 'Factor' }, default: 2 } } },
    }),
    'metrics/factor.metric.json': metric,
    'hooks.ts': hooksFile(`{ metrics: { factor: async (_question, tenon) => {
      await tenon.kv.get('any')
      return { value: tenon.settings.factor }
    } } }`),
  })
  const { metrics, plugins } = opened.tenon.services
  const ask = () => metrics.run(opened.ctx, { plugin: 'maths', name: 'factor', ...MARCH })
  expect(await ask()).toEqual({ value: 2 })
  await plugins.saveSettings(opened.ctx, { id: 'maths', values: { factor: 3 }, revision: 0 })
  expect(await ask()).toEqual({ value: 3 })
  await plugins.setGrant(opened.ctx, { id: 'maths', capability: 'kv', granted: false })
  await expect(ask()).rejects.toMatchObject({ code: 'PLUGIN_THREW', plugin: 'maths' })
  await opened.close()
})

describe('a metric’s answer', () => {
  const read = (unit: 'number' | 'money' | 'percent' | 'days', answer: unknown) =>
    readMetricAnswer(answer as never, {
      plugin: 'p',
      inWords: { en: 'The figure “M”' },
      metric: { unit },
      locale: 'en',
    })

  test.each([
    ['number', { value: 3, before: '2.5', series: [] }],
    ['percent', { value: '12.345678' }],
    ['days', { value: 0.5, series: [{ label: 'May', value: 1 }] }],
    ['money', { value: '-999999999999999999.999999', currency: 'CNY', before: '0' }],
  ] as const)('of unit %s may be %j', (unit, answer) => {
    expect(read(unit, answer)).toEqual(answer)
  })

  test('has labels that a page can show: without what turns the words after them around or ends a text', () => {
    const series = [{ label: 'a\u0000\u202eb\ud800', value: 1 }]
    expect(read('number', { value: 1, series })).toEqual({
      value: 1,
      series: [{ label: 'a\ufffd\ufffdb\ufffd', value: 1 }],
    })
  })

  test.each([
    ['number', null, '/'],
    ['number', { value: '1e5' }, '/value'],
    ['number', { value: 1, currency: 'EUR' }, '/'],
    ['number', { value: 1, series: [{ label: '', value: 1 }] }, '/series/0/label'],
    ['number', { value: 1, series: Array.from({ length: 61 }, () => ({ label: 'x', value: 1 })) }, '/series'],
    ['money', { value: 12, currency: 'EUR' }, '/value'],
    ['money', { value: '12' }, '/currency'],
    ['money', { value: '12', currency: 'Euro' }, '/currency'],
    ['money', { value: '12', currency: 'EUR', before: 3 }, '/before'],
    ['days', { value: 3, extra: true }, '/'],
  ] as const)('of unit %s is never %j', (...[unit, answer, place]) => {
    expect(() => read(unit, answer)).toThrow(`at '${place}'`)
  })
})
