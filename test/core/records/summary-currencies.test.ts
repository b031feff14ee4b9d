import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { hearStatements } from './hear-statements.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const MODEL = mergeModel(
  [
    pluginPackage('sales', {
      entities: [
        entity('sale', {
          region: field('text'),
          price: field('money', { currency: 'USD' }),
          fee: field('money'),
          open: field('boolean'),
        }),
      ],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('sums of money on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, MODEL)
  }, 60_000)
  afterAll(() => tenon?.close())

  const sell = (...sales: Array<{ open: boolean | null; price?: JsonObject | null; fee?: JsonObject | null }>) =>
    tenon.createRecords(tenon.system, { entity: 'sale', records: sales.map((sale) => ({ name: 'S', ...sale })) })

  async function sums(sum: string, where?: RecordFilter) {
    const heard: string[] = []
    const stop = hearStatements(tenon.database, (text) => heard.push(text))
    const { groups } = await tenon.summarizeRecords(tenon.system, {
      ...{ entity: 'sale', groupBy: 'open', sum },
      ...(where !== undefined && { where }),
    })
    stop()
    const asked = heard.filter((text) => text.includes('"sale"'))
    return { groups, byCurrency: asked.map((text) => /group by s\.value, s\.currency/.test(text)) }
  }

  const usd = (amount: string) => ({ amount, currency: 'USD' })
  const eur = (amount: string) => ({ amount, currency: 'EUR' })

  test('amounts that are all in the field’s own currency are added up by it alone, empty ones counted with them', async () => {
    await sell({ open: true, price: usd('0.10') }, { open: true, price: usd('0.20') }, { open: true }, { open: false })
    expect(await sums('price')).toEqual({
      groups: [
        { value: true, count: 3, sum: '0.3', currency: 'USD' },
        { value: false, count: 1, sum: null, currency: null },
      ],
      byCurrency: [false],
    })
  })

  test('one amount in another currency is never added to them, and is thought of from then on', async () => {
    await sell({ open: true, price: eur('5') })
    const apart = [
      { value: true, count: 3, sum: '0.3', currency: 'USD' },
      { value: false, count: 1, sum: null, currency: null },
      { value: true, count: 1, sum: '5', currency: 'EUR' },
    ]
    const first = await sums('price')
    expect(first.groups).toEqual(expect.arrayContaining(apart))
    expect(first.groups).toHaveLength(3)
    expect(first.byCurrency).toEqual([false, true])
    expect(await sums('price')).toEqual({ groups: first.groups, byCurrency: [true] })
  })

  test('a question about a part in one currency does not make the whole be asked twice', async () => {
    const part = await sums('price', { field: 'open', op: 'eq', value: false })
    expect(part.groups).toEqual([{ value: false, count: 1, sum: null, currency: null }])
    expect((await sums('price')).byCurrency).toEqual([true])
  })

  test('a field without a currency of its own learns the one that its amounts are in', async () => {
    await sell({ open: null, fee: eur('1.50') }, { open: null, fee: eur('2') })
    const fees = [{ value: null, count: 2, sum: '3.5', currency: 'EUR' }]
    const first = await sums('fee')
    expect(first.groups).toEqual(expect.arrayContaining(fees))
    expect(first.byCurrency).toEqual([true])
    expect(await sums('fee')).toEqual({ groups: first.groups, byCurrency: [false] })
    await sell({ open: null, fee: usd('7') })
    expect((await sums('fee')).groups).toEqual(
      expect.arrayContaining([...fees, { value: null, count: 1, sum: '7', currency: 'USD' }]),
    )
  })
})
