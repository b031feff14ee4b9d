import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Refusal } from '../../../core/src/hooks/hook-runner.ts'
import { entityFile, hooksFile, manifest, openPluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const FACTS = ['deal', '_audit', '_outbox']
const no = (plugin: string, message: string, more: Partial<Refusal> = {}): Refusal => ({
  kind: 'reject',
  message,
  plugin,
  ...more,
})

describe.each(DATABASE_KINDS)('plugins’ validations on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon?.close())
  beforeEach(() => {
    tenon.hooks.before = () => ({ kind: 'ok' })
    tenon.hooks.guard = () => ({ kind: 'ok' })
    tenon.hooks.validate = () => []
  })

  test('judge what would be stored: the values after all before-hooks, in their stored form, with the stage', async () => {
    const seen: unknown[] = []
    tenon.hooks.before = (hook) => ({ kind: 'ok', changes: hook === 'beforeCreate' ? { quantity: 5 } : {} })
    tenon.hooks.validate = ({ id, values, old }) => {
      seen.push({ id, values, old })
      return []
    }
    const deal = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: ' Deal ', ratio: '1.5' } })
    const { id, version } = deal
    await tenon.updateRecord(tenon.system, { entity: 'deal', id, version, values: { quantity: 6 } })
    expect(seen).toMatchObject([
      { id: null, old: null, values: { name: 'Deal', ratio: '1.5000', quantity: 5, stage: 'fresh' } },
      { id, old: { quantity: 5 }, values: { name: 'Deal', ratio: '1.5000', quantity: 6, stage: 'fresh' } },
    ])
  })

  test('refuse with all that was said of a record, each at its field, and nothing is written', async () => {
    const before = await tenon.counts(...FACTS)
    tenon.hooks.validate = () => [
      no('one', 'Too cheap', { problems: [{ pointer: '/amount', message: 'Too cheap', rule: 'cheap' }] }),
      no('other', 'Too late', { fields: ['closesOn', 'signedAt'] }),
      no('third', 'No.'),
    ]
    const creating = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Bad' } })
    await expect(creating).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      plugin: 'one',
      message: 'Too cheap (and 2 more)',
      problems: [
        { pointer: '/amount', message: 'Too cheap', rule: 'cheap' },
        { pointer: '/closesOn', message: 'Too late' },
        { pointer: '/signedAt', message: 'Too late' },
        { pointer: '', message: 'No.', rule: 'validate' },
      ],
    })
    expect(await tenon.counts(...FACTS)).toEqual(before)
    const chinese = { ...tenon.system, locale: 'zh-CN' as const }
    const again = tenon.createRecord(chinese, { entity: 'deal', values: { name: 'Bad' } })
    await expect(again).rejects.toMatchObject({ message: 'Too cheap（另有 2 处）' })
  })

  test('tell of a batch which records are wrong; where each is for itself, the others are written', async () => {
    tenon.hooks.validate = ({ values }) =>
      values['quantity'] === 1 ? [no('one', 'One is none', { fields: ['quantity'] })] : []
    const records = [0, 1, 2, 1].map((quantity) => ({ name: 'Batch', quantity }))
    const together = tenon.createRecords(tenon.system, { entity: 'deal', records })
    await expect(together).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      message: '/records/1: One is none',
      problems: [{ pointer: '/records/1/quantity' }, { pointer: '/records/3/quantity' }],
    })
    const { done, failed } = await tenon.createEachRecord(tenon.system, { entity: 'deal', records })
    expect(done.map(({ position }) => position)).toEqual([0, 2])
    expect(failed.map(({ position }) => position)).toEqual([1, 3])
  })

  test('come before a stage’s guards, which are not asked about what is refused already', async () => {
    const asked: string[] = []
    tenon.hooks.guard = (name) => {
      asked.push(name)
      return { kind: 'reject', message: 'guarded' }
    }
    tenon.hooks.validate = () => [no('one', 'invalid')]
    const deal = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'X', stage: 'won' } })
    await expect(deal).rejects.toMatchObject({ code: 'HOOK_REJECTED', message: 'invalid' })
    expect(asked).toEqual([])
  })

  test('that fail refuse the write, naming the plugin', async () => {
    const before = await tenon.counts(...FACTS)
    tenon.hooks.validate = () => {
      throw new TenonError({ code: 'PLUGIN_TIMEOUT', message: 'stopped', plugin: 'slow' })
    }
    const creating = tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'X' } })
    await expect(creating).rejects.toMatchObject({ code: 'PLUGIN_TIMEOUT', plugin: 'slow' })
    expect(await tenon.counts(...FACTS)).toEqual(before)
  })
})

test.each(DATABASE_KINDS)(
  'validations of installed plugins judge people’s writes and hooks’ on %s',
  async (kind) => {
    const bench = await openPluginTenant(kind)
    await bench.install(
      {
        'plugin.json': manifest('shop', {
          capabilities: [{ capability: 'entity:order:write', reason: { en: 'Copies.' } }],
        }),
        'entities/order.schema.json': entityFile('order', { quantity: { fieldType: 'integer' } }),
        'hooks.ts': hooksFile(
          `{ entities: { order: {
        validate: eachRecord(({ values }) => { if (values.quantity > 5) reject('too many', { field: 'quantity' }) }),
        afterCreate: eachRecord(async ({ values }, tenon) => {
          if (values.name === 'first') await tenon.records.create({ entity: 'order', values: { name: 'copy', quantity: 9 } })
        }),
      } } }`,
        ),
      },
      {
        'plugin.json': manifest('names', { dependencies: { shop: '*' } }),
        'hooks.ts': hooksFile(`{ entities: { order: { validate: eachRecord(({ values }) => {
        if (!values.name) reject({ en: 'a name, please', 'zh-CN': '请填写名称' }, { field: 'name' }) }) } } }`),
      },
    )
    const bad = bench.create('order', { quantity: 6 }, { ...bench.ctx, locale: 'zh-CN' })
    await expect(bad).rejects.toMatchObject({
      code: 'HOOK_REJECTED',
      plugin: 'shop',
      problems: [
        { pointer: '/quantity', message: 'too many' },
        { pointer: '/name', message: '请填写名称' },
      ],
    })
    await bench.create('order', { name: 'first', quantity: 1 })
    await bench.tenon.startBackground()
    await expect
      .poll(
        async () =>
          (await bench.tenon.database.execute(`select state from tenon_jobs.job where name = 'after-hook'`)).rows,
        { timeout: 20_000 },
      )
      .toContainEqual({ state: 'retry' })
    expect((await bench.find('order')).map(({ name }) => name)).toEqual(['first'])
    await bench.close()
  },
  120_000,
)
