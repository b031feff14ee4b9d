import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimEvents } from '../../../core/src/events/claim-events.ts'
import { isRecordEvent } from '../../../core/src/events/outbox-event.ts'
import { RECALCULATION_QUEUE, staleRecordJobs } from '../../../core/src/events/recalculation-jobs.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

/** `total` is quantity × price; quantity 13 makes its code fail, 14 gives what the field cannot take. */
const shop = (factor = 1, version = '1.0.0'): PluginFiles => ({
  'plugin.json': manifest('shop', { version }),
  'entities/customer.schema.json': entityFile('customer', {}),
  'entities/order.schema.json': entityFile('order', {
    quantity: { fieldType: 'integer', default: 1 },
    price: { fieldType: 'decimal' },
    buyer: { fieldType: 'reference', reference: { entity: 'customer', onDelete: 'setNull' } },
    number: { fieldType: 'sequence', sequence: { prefix: 'O-' } },
    total: { fieldType: 'decimal', computedBy: 'total', indexed: true, minimum: 0 },
    kind: {
      fieldType: 'choice',
      computedBy: 'kind',
      options: [
        { value: 'anonymous', label: { en: 'Anonymous' } },
        { value: 'known', label: { en: 'Known' } },
      ],
    },
    motto: { fieldType: 'text', computedBy: 'motto', searchable: true },
  }),
  'hooks.ts': hooksFile(`{
    entities: { order: { beforeCreate: eachRecord(({ values }) => values.name === 'six' ? { quantity: 6 } : undefined) } },
    computed: {
      total: eachRecord(({ values: { quantity, price } }) => {
        if (quantity === 13) throw new Error('unlucky')
        if (quantity === 14) return -1
        return price === null ? undefined : (quantity * Number(price) * ${factor}).toFixed(2)
      }),
      kind: eachRecord(({ values }) => values.buyer === null ? 'anonymous' : 'known'),
      motto: eachRecord(({ values }) => 'buy ' + values.name),
    },
  }`),
})

describe.each(DATABASE_KINDS)('computed fields on %s', (kind) => {
  let bench: PluginTenant
  beforeAll(async () => {
    bench = await openPluginTenant(kind)
    await bench.install(shop())
  }, 120_000)
  afterAll(() => bench?.close())

  const recalculate = (ids?: string[]) =>
    bench.tenon.recalculateRecords(bench.tenant, {
      entity: 'order',
      ...(ids !== undefined && { ids }),
      signal: new AbortController().signal,
    })
  const spoil = async ({ id }: TenonRecord, column: string, value: string | null) =>
    void (await sql`update ${sql.id(bench.tenant.schema, 'order')} set ${sql.id(column)} = ${value}
      where id = ${id}::uuid`.execute(bench.tenon.database.control))

  test('are worked out when a record is written, from what before-hooks have made of it', async () => {
    const order = await bench.create('order', { name: 'six', price: '2.5' })
    expect(order).toMatchObject({ quantity: 6, total: '15.00', kind: 'anonymous', motto: 'buy six' })
    expect(order.$stale).toBeUndefined()
    const buyer = await bench.create('customer', { name: 'Mia' })
    const sold = await bench.update('order', order, { quantity: 2, buyer: buyer.id })
    expect(sold).toMatchObject({ total: '5.00', kind: 'known', version: 2 })
    expect(await bench.update('order', sold, { price: null })).toMatchObject({ total: null, kind: 'known' })
  })

  test('can be searched, filtered and sorted by, and are in the history like any other', async () => {
    for (const [name, quantity] of [
      ['apples', 3],
      ['pears', 5],
    ] as const)
      await bench.create('order', { name, quantity, price: '1' })
    const names = (found: TenonRecord[]) => found.map(({ name }) => name)
    const fruit = { field: 'name', op: 'in', value: ['apples', 'pears'] }
    const large = { and: [fruit, { field: 'total', op: 'gt', value: '4' }] }
    expect(names(await bench.find('order', { where: large }))).toEqual(['pears'])
    const sort = [{ field: 'total', direction: 'desc' }]
    expect(names(await bench.find('order', { where: fruit, sort }))).toEqual(['pears', 'apples'])
    const [apples] = await bench.find('order', { search: 'buy apples' })
    if (apples === undefined) throw new Error('not found')
    const [created] = await bench.tenon.services.records.history(bench.ctx, { entity: 'order', id: apples.id })
    expect(created?.changes).toMatchObject({ total: { old: null, new: '3.00' } })
    expect(created?.changes).not.toHaveProperty('$stale')
  })

  test('are nobody’s to write: not a caller’s, not a before-hook’s', async () => {
    await expect(bench.create('order', { name: 'x', total: '1' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/total', rule: 'readOnly' }],
    })
    await bench.install({
      'plugin.json': manifest('meddler', { dependencies: { shop: '*' } }),
      'hooks.ts': hooksFile(`{ entities: { order: { beforeCreate: eachRecord(({ values }) =>
        values.name === 'meddled' ? { total: '9' } : undefined) } } }`),
    })
    await expect(bench.create('order', { name: 'meddled' })).rejects.toMatchObject({
      code: 'PLUGIN_BAD_RETURN',
      plugin: 'meddler',
      problems: [{ pointer: '/total', rule: 'computed', message: expect.stringContaining("plugin 'shop'") }],
    })
  })

  test('whose code fails refuse nothing: the value is empty and told to be stale, on every way to read it', async () => {
    const order = await bench.create('order', { name: 'bad luck', quantity: 13, price: '1' })
    expect(order).toMatchObject({ total: null, kind: 'anonymous', $stale: ['total'] })
    expect(await bench.get('order', order)).toMatchObject({ total: null, $stale: ['total'] })
    const where = { field: 'id', op: 'eq', value: order.id }
    expect(await bench.find('order', { where })).toMatchObject([{ $stale: ['total'] }])
    expect((await bench.find('order', { where, fields: ['name', 'kind'] }))[0]?.$stale).toBeUndefined()
    const better = await bench.update('order', order, { quantity: 1 })
    expect(better).toMatchObject({ total: '1.00' })
    expect(better.$stale).toBeUndefined()
    const worse = await bench.update('order', better, { quantity: 14 })
    expect(worse).toMatchObject({ total: null, $stale: ['total'] })
  })

  test('are not worked out where nothing changes', async () => {
    const order = await bench.create('order', { name: 'still', price: '1' })
    await spoil(order, '_code_total', 'other')
    const same = await bench.update('order', order, { name: 'still' })
    expect(same).toMatchObject({ version: 1, $stale: ['total'] })
    expect((await recalculate()).changed).toBeGreaterThan(0)
  })

  test('are recalculated without a version, an entry, an event or another hook, and open pages are told', async () => {
    const orders: TenonRecord[] = []
    for (const quantity of [1, 2, 13]) orders.push(await bench.create('order', { name: 'again', quantity, price: '2' }))
    for (const order of orders) await spoil(order, 'total', '99')
    for (const order of orders) await spoil(order, '_code_total', null)
    const tables = ['_audit', '_outbox', '_stage_history']
    const before = await Promise.all(tables.map(bench.count))
    const result = await recalculate(orders.map(({ id }) => id))
    expect(result).toMatchObject({ changed: 3, failed: 1, failedIds: [orders[2]?.id], next: null })
    expect(result.reason).toContain('unlucky')
    const after = await Promise.all(orders.map((order) => bench.get('order', order)))
    expect(after.map(({ total, version, updatedAt }) => ({ total, version, updatedAt }))).toEqual(
      orders.map(({ updatedAt }, index) => ({ total: ['2.00', '4.00', null][index], version: 1, updatedAt })),
    )
    expect(await Promise.all(tables.map(bench.count))).toEqual(before)
    // What fails again is not written again.
    expect(await recalculate(orders.map(({ id }) => id))).toMatchObject({ changed: 0, failed: 1 })
  })

  test('of a record that is written meanwhile are left to that write', async () => {
    const order = await bench.create('order', { name: 'race', quantity: 2, price: '2' })
    await spoil(order, '_code_total', null)
    const running = recalculate([order.id])
    await bench.update('order', order, { quantity: 5 })
    await running
    const stored = await bench.get('order', order)
    expect(stored).toMatchObject({ total: '10.00', version: 2 })
    expect(stored.$stale).toBeUndefined()
  })

  test('that depended on a deleted record are stale, and queued to be worked out again', async () => {
    const buyer = await bench.create('customer', { name: 'Leo' })
    const order = await bench.create('order', { name: 'left', buyer: buyer.id })
    await claimEvents(bench.tenon.database, bench.tenant.schema, 1000)
    await bench.tenon.services.records.delete(bench.ctx, { entity: 'customer', id: buyer.id, version: 1 })
    expect(await bench.get('order', order)).toMatchObject({ buyer: null, kind: 'known', version: 2 })
    expect((await bench.get('order', order)).$stale).toEqual(['total', 'kind', 'motto'])
    const events = await claimEvents(bench.tenon.database, bench.tenant.schema, 1000)
    const jobs = staleRecordJobs(bench.tenant, events.filter(isRecordEvent))
    expect(jobs.map(({ data }) => data)).toMatchObject([{ kind: 'records', entity: 'order', ids: [order.id] }])
    await recalculate([order.id])
    expect(await bench.get('order', order)).toMatchObject({ kind: 'anonymous', version: 2 })
  })

  test('of many records are worked out in one write, and one bad one leaves its hundred to the recalculation', async () => {
    const values = Array.from({ length: 250 }, (_, index) => ({ name: 'bulk', quantity: index, price: '1' }))
    const made = await bench.tenon.createRecords(bench.ctx, { entity: 'order', records: values })
    const stale = made.filter(({ $stale }) => $stale?.includes('total'))
    expect(stale).toHaveLength(100)
    expect(made[249]).toMatchObject({ total: '249.00' })
    await recalculate(made.map(({ id }) => id))
    const where = { field: 'name', op: 'eq', value: 'bulk' }
    const still = await bench.find('order', { where, sort: [{ field: 'quantity' }], limit: 200 })
    expect(still.filter(({ $stale }) => $stale !== undefined).map(({ quantity }) => quantity)).toEqual([13, 14])
    expect(still[99]).toMatchObject({ total: '99.00' })
  })

  test('are all recalculated in the background when their plugin’s code changes, and open pages hear of it', async () => {
    const heard: LiveMessage[] = []
    bench.tenon.api.subscribeLive(bench.tenant.schema, (message) => void heard.push(message))
    const order = await bench.create('order', { name: 'upgrade', quantity: 2, price: '2' })
    await bench.tenon.startBackground()
    await bench.install(shop(10, '1.1.0'))
    await expect
      .poll(
        async () => {
          const { total, version, $stale = [] } = await bench.get('order', order)
          return { total, version, $stale }
        },
        { timeout: 30_000 },
      )
      .toEqual({ total: '40.00', version: 1, $stale: [] })
    await expect.poll(() => heard).toContainEqual({ type: 'records.recalculated', entity: 'order' })
    const where = { field: 'quantity', op: 'in', value: [0, 1, 2, 3] }
    for (const { quantity, price, total } of await bench.find('order', { where })) {
      expect(total).toBe(price === null ? null : (Number(quantity) * Number(price) * 10).toFixed(2))
    }
  })

  test('that failed as they were written are tried again by a job that outlives the process', async () => {
    const order = await bench.create('order', { name: 'later', quantity: 13, price: '2' })
    await expect
      .poll(
        async () => {
          const { rows } = await sql<{ ids: string[] }>`
          select data -> 'ids' as ids from tenon_jobs.job where name = ${RECALCULATION_QUEUE}
          and data ->> 'kind' = 'records'`.execute(bench.tenon.database.control)
          return rows.flatMap(({ ids }) => ids)
        },
        { timeout: 20_000 },
      )
      .toContain(order.id)
  })
})
