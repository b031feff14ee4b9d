import type { GroupRecordsInput, MoneyFigure } from '@tenon/sdk/contract/group-records'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSettings } from '../../../core/src/access/make-settings.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fillRelated } from './fill-related.ts'
import type { RelatedData } from './match-related.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { relatedRecordsModel } from './related-records-model.ts'

describe.each(DATABASE_KINDS)('groups of records on %s', (kind) => {
  let tenon: TestRecords
  let data: RelatedData
  let deals: TenonRecord[]
  let settings: ReturnType<typeof makeSettings>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, relatedRecordsModel())
    const { requireAdmin } = tenon.access
    settings = makeSettings({ ...tenon, requireAdmin })
    data = await fillRelated(tenon)
    const shape = fc.record({
      name: fc.constant('more'),
      kind: fc.constantFrom(null, 'fresh', 'renewal'),
      account: fc.constantFrom(null, ...(data.entities['account'] ?? []).map(({ id }) => id)),
      pieces: fc.constantFrom(null, 1, 2, 3, 40),
      probability: fc.constantFrom(null, '12.5', '99.99'),
      amount: fc.constantFrom(
        null,
        { amount: '0.10', currency: 'EUR' },
        { amount: '999999999999.99', currency: 'EUR' },
        { amount: '3.00', currency: 'USD' },
      ),
      closesOn: fc.constantFrom(null, '2025-12-29', '2026-01-04', '2026-01-05', '2026-03-31', '2026-04-01'),
      signedAt: fc.constantFrom(
        null,
        '2026-03-31T22:30:00.000Z',
        '2026-03-31T12:00:00.000Z',
        '2026-12-31T23:30:00.000Z',
      ),
    })
    const more = fc.sample(shape, { numRuns: 80, seed: 21 }) as unknown as JsonObject[]
    const made = await tenon.createRecords(tenon.system, { entity: 'deal', records: more })
    deals = [...(data.entities['deal'] ?? []), ...made]
  }, 60_000)
  afterAll(() => tenon?.close())

  const group = (input: Omit<GroupRecordsInput, 'entity'>, ctx = tenon.system) =>
    tenon.groupRecords(ctx, { entity: 'deal', ...input })
  const account = (deal: TenonRecord) => data.entities['account']?.find(({ id }) => id === deal['account'])
  const KEYS: Record<string, (deal: TenonRecord) => JsonValue> = {
    kind: (deal) => (deal['kind'] ?? null) as JsonValue,
    account: (deal) => (deal['account'] ?? null) as JsonValue,
    'account.region': (deal) => (account(deal)?.['region'] ?? null) as JsonValue,
    pieces: (deal) => (deal['pieces'] ?? null) as JsonValue,
  }

  test('figures equal those worked out from the records one by one, per currency and without rounding', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...Object.keys(KEYS)), { minLength: 1, maxLength: 3 }),
        async (groupBy) => {
          const measures = {
            n: { measure: 'count' },
            pieces: { measure: 'sum', field: 'pieces' },
            least: { measure: 'min', field: 'pieces' },
            mean: { measure: 'average', field: 'probability' },
            total: { measure: 'sum', field: 'amount' },
            most: { measure: 'max', field: 'amount' },
            first: { measure: 'min', field: 'closesOn' },
            last: { measure: 'max', field: 'signedAt' },
            grade: { measure: 'sum', field: 'account.grade' },
          } as const
          const found = await group({ groupBy, measures, limit: 1000 })
          const expected = new Map<string, TenonRecord[]>()
          for (const deal of deals) {
            const key = JSON.stringify(groupBy.map((name) => KEYS[name]?.(deal) ?? null))
            expected.set(key, [...(expected.get(key) ?? []), deal])
          }
          expect(found.groups.map(({ values }) => JSON.stringify(values)).sort()).toEqual([...expected.keys()].sort())
          for (const { values, measures: figures } of found.groups)
            expect([values, figures]).toEqual([values, recomputed(expected.get(JSON.stringify(values)) ?? [], account)])
          expect(found.more).toBe(false)
        },
      ),
      { numRuns: 12, seed: 2, endOnFailure: true },
    )
  })

  test.each(['UTC', 'Asia/Shanghai', 'America/New_York'])(
    'days, ISO weeks, months, quarters and years begin by the clocks of %s',
    async (timeZone) => {
      await settings.change(tenon.system, { timeZone })
      for (const per of ['day', 'week', 'month', 'quarter', 'year'] as const) {
        for (const [field, zone] of [
          ['closesOn', 'UTC'],
          ['signedAt', timeZone],
        ] as const) {
          const found = await group({ groupBy: [{ field, per }] })
          const expected = new Map<JsonValue, number>()
          for (const deal of deals) {
            const held = (deal[field] ?? null) as string | null
            const value = held === null ? null : periodStart(held, per, zone)
            expected.set(value, (expected.get(value) ?? 0) + 1)
          }
          const shown = found.groups.map(({ values, measures }) => [values[0], measures['count']])
          expect([field, per, new Map(shown as Array<[JsonValue, number]>)]).toEqual([field, per, expected])
          const starts = shown.map(([value]) => value)
          expect(starts).toEqual([...starts.filter((one) => one !== null).sort(), null])
        }
      }
    },
  )

  test('come in the asked order, as many as asked for, and say whether there are more; references with their names', async () => {
    const found = await group({ groupBy: ['account'], sort: [{ measure: 'count', direction: 'desc' }], limit: 3 })
    expect(found).toMatchObject({ more: true })
    const counts = found.groups.map(({ measures }) => Number(measures['count']))
    expect(counts).toEqual([...counts].sort((one, other) => other - one))
    expect(counts).toHaveLength(3)
    const ids = found.groups.map(({ values }) => values[0]).filter((id) => id !== null)
    expect(Object.keys(found.labels).sort()).toEqual([...ids].sort())
    const byMoney = await group({
      groupBy: ['kind'],
      measures: { m: { measure: 'max', field: 'amount' } },
      sort: [{ measure: 'm', direction: 'desc' }],
    })
    const tops = byMoney.groups.map(({ measures }) =>
      Math.max(...(measures['m'] as MoneyFigure[]).map(({ amount }) => Number(amount))),
    )
    expect(tops).toEqual([...tops].sort((one, other) => other - one))
    const none = await group({ groupBy: ['kind'], where: { field: 'name', op: 'eq', value: 'nobody' } })
    expect(none).toEqual({ groups: [], labels: {}, more: false })
  })

  test('what cannot be grouped or measured is told with its place, hidden fields like unknown ones', async () => {
    const problem = (input: Omit<GroupRecordsInput, 'entity'>, ctx = tenon.system) =>
      group(input, ctx).then(
        () => null,
        (error: { problems: Array<{ pointer: string }>; message: string }) =>
          `${error.problems[0]?.pointer} ${error.message}`,
      )
    expect(await problem({ groupBy: [] })).toMatch(/^\/groupBy /)
    expect(await problem({ groupBy: ['kind', 'name', 'account', 'pieces'] })).toMatch(/^\/groupBy /)
    expect(await problem({ groupBy: ['signedAt'] })).toMatch(/^\/groupBy\/0 .*per/)
    expect(await problem({ groupBy: [{ field: 'kind', per: 'day' }] })).toMatch(/^\/groupBy\/0 .*no periods/)
    expect(await problem({ groupBy: ['words'] })).toMatch(/^\/groupBy\/0 /)
    expect(await problem({ groupBy: ['kind'], measures: { x: { measure: 'sum', field: 'name' } } })).toMatch(
      /^\/measures\/x\/field /,
    )
    expect(await problem({ groupBy: ['kind'], measures: { x: { measure: 'sum' } } })).toMatch(/^\/measures\/x /)
    expect(await problem({ groupBy: ['kind'], measures: { x: { measure: 'count', field: 'name' } } })).toMatch(
      /^\/measures\/x\/field /,
    )
    expect(await problem({ groupBy: ['kind'], sort: [{ measure: 'nope' }] })).toMatch(/^\/sort\/0 /)
    expect(await problem({ groupBy: ['kind'], limit: 1001 })).toMatch(/^\/limit /)
    const person = await tenon.addUser('Nobody', ['onlyDeals'])
    const grants = JSON.stringify({ deal: { read: 'all', fields: { pieces: { read: false, write: false } } } })
    await tenon.database.execute(
      `insert into ${tenon.tenant.schema}._role (name, label, grants) values ('onlyDeals', '{"en":"x"}', '${grants}')`,
    )
    tenon.access.forget(tenon.tenant.schema)
    expect(await problem({ groupBy: ['account.region'] }, person)).toBe(
      "/groupBy/0 'deal' has no field 'account.region'",
    )
    expect(await problem({ groupBy: ['kind'], measures: { x: { measure: 'sum', field: 'pieces' } } }, person)).toMatch(
      /has no field 'pieces'/,
    )
    const seen = await group({ groupBy: ['account'] }, person)
    expect(seen.labels).toEqual({})
    const staff = await tenon.addUser('Staff')
    await expect(tenon.groupRecords(staff, { entity: 'account', groupBy: ['secret'] })).rejects.toMatchObject({
      message: /sensitive/,
    })
  })
})

function recomputed(deals: TenonRecord[], account: (deal: TenonRecord) => TenonRecord | undefined): JsonObject {
  const numbers = (read: (deal: TenonRecord) => unknown) =>
    deals.map(read).filter((one) => one !== null && one !== undefined)
  const pieces = numbers((deal) => deal['pieces']).map(Number)
  const grades = numbers((deal) => account(deal)?.['grade']).map(Number)
  const shares = numbers((deal) => deal['probability']).map((one) => Math.round(Number(one) * 1e6))
  const texts = (field: string) =>
    numbers((deal) => deal[field])
      .map(String)
      .sort()
  const moneys = numbers((deal) => deal['amount']) as MoneyFigure[]
  const currencies = [...new Set(moneys.map(({ currency }) => currency))].sort()
  const perCurrency = (work: (cents: bigint[]) => bigint) =>
    currencies.map((currency) => {
      const cents = moneys
        .filter((one) => one.currency === currency)
        .map(({ amount }) => BigInt(amount.replace('.', '')))
      return { amount: decimalOf(work(cents), 2), currency }
    })
  const sum = (all: number[]) => (all.length === 0 ? null : String(all.reduce((one, other) => one + other, 0)))
  const total = shares.reduce((one, other) => one + other, 0)
  return {
    n: deals.length,
    pieces: sum(pieces),
    least: pieces.length === 0 ? null : String(Math.min(...pieces)),
    mean: shares.length === 0 ? null : decimalOf(BigInt(Math.round(total / shares.length)), 6),
    total: perCurrency((cents) => cents.reduce((one, other) => one + other, 0n)),
    most: perCurrency((cents) => cents.reduce((one, other) => (one > other ? one : other))),
    first: texts('closesOn')[0] ?? null,
    last: texts('signedAt').at(-1) ?? null,
    grade: sum(grades),
  } as JsonObject
}

function decimalOf(units: bigint, digits: number): string {
  const text = String(units).padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '')
}

/** First day of the period, by the clocks of the zone. */
function periodStart(held: string, per: 'day' | 'week' | 'month' | 'quarter' | 'year', timeZone: string): string {
  const local = held.length === 10 ? held : new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(held))
  const [year = 0, month = 1, day = 1] = local.split('-').map(Number)
  const at = (y: number, m: number, d: number) => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10)
  if (per === 'year') return at(year, 1, 1)
  if (per === 'quarter') return at(year, month - ((month - 1) % 3), 1)
  if (per === 'month') return at(year, month, 1)
  if (per === 'day') return local
  const weekday = (new Date(`${local}T00:00:00Z`).getUTCDay() + 6) % 7
  return at(year, month, day - weekday)
}
