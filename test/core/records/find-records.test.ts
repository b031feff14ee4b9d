import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Filter, FindRecordsInput, SortKey } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

/** Few values per field, so that ties and empties are common. */
const values = fc.record(
  {
    name: fc.constantFrom('甲方公司', 'alpha', 'Beta', 'a%b', 'a_b', 'back\\slash'),
    quantity: fc.constantFrom(1, 2, 3),
    ratio: fc.constantFrom('0.1000', '0.2000', '10.0000'),
    amount: fc.constantFrom('5.00', '10.00', '200.00').map((amount) => ({ amount, currency: 'USD' })),
    closesOn: fc.constantFrom('2026-01-01', '2026-01-02', '2027-05-05'),
    urgent: fc.boolean(),
    kind: fc.constantFrom('new', 'renewal'),
    tags: fc.constantFrom(['hot'], ['hot', 'cold'], ['warm']),
  },
  { requiredKeys: ['name'] },
)

const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    field: fc.constant('quantity'),
    op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
    value: fc.constantFrom(1, 2, 3, 4),
  }),
  fc.record({
    field: fc.constant('amount'),
    op: fc.constantFrom('eq', 'ne', 'lt', 'gte'),
    value: fc.constantFrom('5', '10.00', '99'),
  }),
  fc.record({
    field: fc.constant('closesOn'),
    op: fc.constantFrom('eq', 'ne', 'lt', 'gt'),
    value: fc.constant('2026-01-02'),
  }),
  fc.record({
    field: fc.constant('name'),
    op: fc.constantFrom('contains', 'startsWith'),
    value: fc.constantFrom('A', '公司', '%', '_', '\\', 'eta'),
  }),
  fc.record({
    field: fc.constant('kind'),
    op: fc.constant('in'),
    value: fc.constantFrom(['new'], [null, 'other'], []),
  }),
  fc.record({ field: fc.constant('urgent'), op: fc.constantFrom('eq', 'ne'), value: fc.boolean() }),
  fc.record({ field: fc.constant('tags'), op: fc.constant('has'), value: fc.constantFrom('hot', 'cold') }),
  fc.record({
    field: fc.constantFrom('kind', 'amount', 'tags', 'closesOn'),
    op: fc.constant('isNull'),
    value: fc.boolean(),
  }),
) as fc.Arbitrary<Filter>

const filter = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    condition,
    fc.record({ and: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
})).node

/** The filter language in plain JavaScript: what the SQL must agree with. */
function matches(node: Filter, record: JsonObject): boolean {
  if ('and' in node) return node.and.every((part) => matches(part, record))
  if ('or' in node) return node.or.some((part) => matches(part, record))
  if ('not' in node) return !matches(node.not, record)
  const left = comparable(node.field, record[node.field] ?? null)
  const right = comparable(node.field, node.value ?? null)
  if (node.op === 'isNull') return (left === null) === (node.value !== false)
  if (node.op === 'in') return (node.value as JsonValue[]).some((one) => comparable(node.field, one) === left)
  if (node.op === 'ne') return left !== right
  if (left === null || right === null) return false
  if (node.op === 'has') return (left as unknown as JsonValue[]).includes(node.value ?? null)
  if (node.op === 'contains') return String(left).toLowerCase().includes(String(right).toLowerCase())
  if (node.op === 'startsWith') return String(left).toLowerCase().startsWith(String(right).toLowerCase())
  const order = { eq: left === right, lt: left < right, lte: left <= right, gt: left > right, gte: left >= right }
  return order[node.op as keyof typeof order]
}

function comparable(field: string, value: JsonValue): number | string | boolean | null {
  if (value === null) return null
  if (field !== 'amount') return value as string | number | boolean
  return Number(typeof value === 'object' ? (value as JsonObject)['amount'] : value)
}

async function everyPage(tenon: TestRecords, input: FindRecordsInput): Promise<TenonRecord[]> {
  const found: TenonRecord[] = []
  let after: string | undefined
  do {
    const page = await tenon.findRecords(tenon.system, { ...input, ...(after !== undefined && { after }) })
    found.push(...page.records)
    after = page.nextCursor ?? undefined
  } while (after !== undefined)
  return found
}

describe.each(DATABASE_KINDS)('finding records on %s', (kind) => {
  let tenon: TestRecords
  let all: TenonRecord[]
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const records = fc.sample(values, { numRuns: 60, seed: 7 }) as unknown as JsonObject[]
    all = await tenon.createRecords(tenon.system, { entity: 'deal', records })
  })
  afterAll(() => tenon.close())

  test('a filter selects what it says, also where values are missing', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (where) => {
        const expected = all.filter((record) => matches(where, record as JsonObject)).map(({ id }) => id)
        const found = await tenon.findRecords(tenon.system, {
          entity: 'deal',
          where,
          fields: [],
          limit: 200,
          count: true,
        })
        expect(found.records.map(({ id }) => id).sort()).toEqual(expected.sort())
        expect(found.count).toBe(expected.length)
      }),
      { numRuns: 120, seed: 11 },
    )
  })

  test('pages of any order cover every record exactly once, empty values included', async () => {
    const key = fc.record({
      field: fc.constantFrom(
        'quantity',
        'ratio',
        'amount',
        'closesOn',
        'urgent',
        'kind',
        'name',
        'createdAt',
        'stage',
        'id',
      ),
      direction: fc.constantFrom('asc', 'desc'),
    }) as fc.Arbitrary<SortKey>
    await fc.assert(
      fc.asyncProperty(fc.array(key, { maxLength: 3 }), fc.integer({ min: 3, max: 25 }), async (sort, limit) => {
        const paged = await everyPage(tenon, { entity: 'deal', sort, limit, fields: ['name'] })
        const whole = await tenon.findRecords(tenon.system, { entity: 'deal', sort, limit: 200, fields: ['name'] })
        expect(paged.map(({ id }) => id)).toEqual(whole.records.map(({ id }) => id))
        expect(new Set(paged.map(({ id }) => id)).size).toBe(all.length)
      }),
      { numRuns: 25, seed: 3 },
    )
  })

  test('only the asked-for fields come back, references with what they name', async () => {
    const account = await tenon.createRecord(tenon.system, {
      entity: 'account',
      values: { name: '北京车行', code: 'X' },
    })
    const { id } = await tenon.createRecord(tenon.system, {
      entity: 'deal',
      values: { name: 'E', account: account.id },
    })
    const where: Filter = { field: 'id', op: 'eq', value: id }
    const page = await tenon.findRecords(tenon.system, {
      entity: 'deal',
      where,
      fields: ['account'],
      expand: ['account', 'contact'],
    })
    expect(page.records).toEqual([
      {
        id,
        version: 1,
        account: account.id,
        $labels: { [account.id]: '北京车行' },
        $expanded: { account: expect.objectContaining({ id: account.id, code: 'X' }), contact: null },
      },
    ])
  })

  test('search finds part of any searchable text, Chinese too, and takes wildcards as they are', async () => {
    const names = async (search: string) => {
      const page = await tenon.findRecords(tenon.system, { entity: 'deal', search, limit: 200, fields: ['name'] })
      return new Set(page.records.map((record) => record['name']))
    }
    expect(await names('方公')).toEqual(new Set(['甲方公司']))
    expect(await names('BETA')).toEqual(new Set(['Beta']))
    expect(await names('%')).toEqual(new Set(['a%b']))
    expect(await names('_')).toEqual(new Set(['a_b']))
    expect(await names('\\')).toEqual(new Set(['back\\slash']))
  })

  test('a deleted record is found only where deleted ones are asked for', async () => {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Short-lived' } })
    const search = { entity: 'account', search: 'Short-lived' }
    await tenon.deleteRecord(tenon.system, { entity: 'account', id, version: 1 })
    expect((await tenon.findRecords(tenon.system, search)).records).toEqual([])
    const deleted = await tenon.findRecords(tenon.system, { ...search, deleted: true })
    expect(deleted.records).toMatchObject([{ id, deletedAt: expect.any(String), version: 2 }])
    await tenon.restoreRecord(tenon.system, { entity: 'account', id, version: 2 })
    expect((await tenon.findRecords(tenon.system, search)).records).toMatchObject([{ id, deletedAt: null, version: 3 }])
  })

  test.each([
    [{ where: { field: 'quantty', op: 'eq', value: 1 } }, '/where/field', /did you mean 'quantity'/],
    [{ where: { and: [{ field: 'quantity', op: 'contains', value: 'x' }] } }, '/where/and/0/op', /expected one of/],
    [{ where: { field: 'quantity', op: 'eq', value: 'x' } }, '/where/value', /Quantity: 'x'/],
    [{ where: { field: 'quantity', op: 'in', value: [1, 'x'] } }, '/where/value/1', /Quantity: 'x'/],
    [{ where: { bogus: [] } }, '/where', /is not a filter/],
    [{ where: { field: 'id', op: 'eq', value: "'; drop table deal" } }, '/where/value', /UUID/],
    [{ where: { field: 'createdAt', op: 'gt', value: '0000-01-01' } }, '/where/value', /a time such as/],
    [{ where: { field: 'createdAt', op: 'lt', value: '2026-02-30' } }, '/where/value', /a time such as/],
    [{ where: { field: 'signedAt', op: 'in', value: ['2026-01-01', 5] } }, '/where/value/1', /not a point in time/],
    [{ where: { field: 'kind', op: 'isNull', value: 'no' } }, '/where/value', /true or false/],
    [{ sort: [{ field: 'tags' }] }, '/sort/0', /sorted/],
    [{ fields: ['name', 'nope'] }, '/fields/1', /no field 'nope'/],
    [{ expand: ['name'] }, '/expand/0', /not a reference/],
    [{ after: 'AAAA' }, '/after', /cursor/],
    [{ limit: 0 }, '/limit', /1 to 200/],
  ])('a query that is wrong (%j) is told where and what is allowed', async (part, pointer, message) => {
    const finding = tenon.findRecords(tenon.system, { entity: 'deal', ...(part as object) })
    await expect(finding).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer }] })
    await expect(finding).rejects.toThrow(message)
  })

  test('a forged cursor is the caller’s error', async () => {
    const forged = Buffer.from(JSON.stringify({ order: 'createdAt desc,id desc', at: ['x', 'y'] })).toString(
      'base64url',
    )
    await expect(tenon.findRecords(tenon.system, { entity: 'deal', after: forged })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test('a filter that is too deep or too large is refused', async () => {
    let deep: Filter = { field: 'quantity', op: 'eq', value: 1 }
    for (let level = 0; level < 12; level++) deep = { not: deep }
    const wide: Filter = { or: Array.from({ length: 101 }, () => ({ field: 'quantity', op: 'eq', value: 1 }) as const) }
    for (const where of [deep, wide]) {
      await expect(tenon.findRecords(tenon.system, { entity: 'deal', where })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
    }
  })

  test('groups are counted and summed exactly, per currency', async () => {
    const before = await tenon.summarizeRecords(tenon.system, {
      entity: 'account',
      groupBy: 'createdBy',
      sum: 'revenue',
    })
    expect(before.groups.reduce((sum, { count }) => sum + count, 0)).toBe(2)
    const revenues = [
      ['0.10', 'USD'],
      ['0.20', 'USD'],
      ['999999999999999999.99', 'USD'],
      ['5', 'JPY'],
    ] as const
    const records = revenues.map(([amount, currency]) => ({ name: 'S', revenue: { amount, currency } }))
    await tenon.createRecords(tenon.system, { entity: 'account', records })
    const after = await tenon.summarizeRecords(tenon.system, {
      entity: 'account',
      groupBy: 'createdBy',
      sum: 'revenue',
    })
    expect(after.groups).toEqual(
      expect.arrayContaining([
        { value: 'system', count: 5, sum: '1000000000000000000.29', currency: 'USD' },
        { value: 'system', count: 1, sum: '5', currency: 'JPY' },
      ]),
    )
    const stages = await tenon.summarizeRecords(tenon.system, { entity: 'deal', groupBy: 'stage' })
    expect(stages.groups).toEqual([{ value: 'fresh', count: all.length + 1, sum: null, currency: null }])
  })

  test('a page that ends in the longest texts is followed by the next one', async () => {
    const code = '甲'.repeat(500)
    for (const end of ['1', '2']) {
      await tenon.createRecord(tenon.system, { entity: 'account', values: { name: code, code: `${code}${end}` } })
    }
    const input = { entity: 'account', sort: [{ field: 'name' }, { field: 'code' }], limit: 1 }
    const pages = await everyPage(tenon, { ...input, where: { field: 'name', op: 'eq', value: code } })
    expect(pages.map((record) => String(record['code']).at(-1))).toEqual(['1', '2'])
  })

  test('a page within its bound is the same as without, and one far beyond is refused before its rows are read', async () => {
    const inputs: FindRecordsInput[] = [
      { entity: 'deal', limit: 5 },
      { entity: 'deal', limit: 5, count: true, sort: [{ field: 'quantity' }, { field: 'name', direction: 'desc' }] },
      { entity: 'deal', limit: 3, fields: ['name'], search: 'alpha' },
      { entity: 'deal', limit: 3, where: { field: 'name', op: 'eq', value: 'nobody' }, count: true },
    ]
    const { nextCursor } = await tenon.findRecords(tenon.system, { entity: 'deal', limit: 5 })
    if (nextCursor !== null) inputs.push({ entity: 'deal', limit: 5, after: nextCursor })
    for (const input of inputs) {
      const bounded = await tenon.findRecords(tenon.system, { ...input, maxLength: 1_000_000 })
      expect(bounded).toEqual(await tenon.findRecords(tenon.system, input))
      const exact = await tenon.findRecords(tenon.system, { ...input, maxLength: JSON.stringify(bounded).length })
      expect(exact).toEqual(bounded)
    }
    const records = Array.from({ length: 50 }, () => ({ name: '乙'.repeat(990) }))
    await tenon.createRecords(tenon.system, { entity: 'account', records })
    const long = { entity: 'account', where: { field: 'name', op: 'startsWith' as const, value: '乙乙' }, limit: 50 }
    expect((await tenon.findRecords(tenon.system, { ...long, maxLength: 60_000 })).records).toHaveLength(50)
    await expect(tenon.findRecords(tenon.system, { ...long, maxLength: 1_000 })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message:
        "This page of 'account' would be longer than 1000 characters of JSON; ask for fewer 'fields', or with a smaller 'limit' page by page.",
    })
    const fewer = await tenon.findRecords(tenon.system, { ...long, fields: ['code'], maxLength: 1_000 })
    expect(fewer.records).toHaveLength(50)
  })
})
