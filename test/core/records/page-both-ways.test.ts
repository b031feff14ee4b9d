import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FindRecordsInput, SortKey } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fillRelated } from './fill-related.ts'
import type { RelatedData } from './match-related.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { relatedRecordsModel } from './related-records-model.ts'

/** What a record is sorted by, worked out of the data. */
type Read = (record: TenonRecord) => JsonValue

describe.each(DATABASE_KINDS)('pages both ways on %s', (kind) => {
  let tenon: TestRecords
  let data: RelatedData
  let deals: TenonRecord[]
  const account = (id: unknown) => data.entities['account']?.find((one) => one.id === id)
  const amount = (value: unknown) =>
    value === null || value === undefined ? null : Number((value as { amount: string }).amount)
  const READ: Record<string, Read> = {
    kind: ({ kind: value }) => (value ?? null) as JsonValue,
    amount: (deal) => amount(deal['amount']),
    name: ({ name }) => name as JsonValue,
    account: (deal) => (account(deal['account'])?.['name'] ?? null) as JsonValue,
    'account.region': (deal) => (account(deal['account'])?.['region'] ?? null) as JsonValue,
    'account.label': (deal) => (account(deal['account'])?.['label'] ?? null) as JsonValue,
    'account.revenue': (deal) => amount(account(deal['account'])?.['revenue']),
    'account.parent': (deal) => (account(account(deal['account'])?.['parent'])?.['name'] ?? null) as JsonValue,
    'account.parent.grade': (deal) => (account(account(deal['account'])?.['parent'])?.['grade'] ?? null) as JsonValue,
  }
  beforeAll(async () => {
    tenon = await openTestRecords(kind, relatedRecordsModel())
    data = await fillRelated(tenon)
    deals = data.entities['deal'] ?? []
  }, 60_000)
  afterAll(() => tenon?.close())

  const page = (input: Partial<FindRecordsInput>, ctx = tenon.system) =>
    tenon.findRecords(ctx, { entity: 'deal', fields: [], ...input })

  /** All pages from the first on, and then back again from the last. */
  async function walk(sort: SortKey[], limit: number) {
    const forth: string[][] = []
    let at = await page({ sort, limit })
    expect(at.prevCursor).toBeNull()
    forth.push(at.records.map(({ id }) => id))
    while (at.nextCursor !== null) {
      at = await page({ sort, limit, after: at.nextCursor })
      expect(at.prevCursor).not.toBeNull()
      forth.push(at.records.map(({ id }) => id))
    }
    const back = [at.records.map(({ id }) => id)]
    while (at.prevCursor !== null) {
      at = await page({ sort, limit, before: at.prevCursor })
      expect(at.nextCursor).not.toBeNull()
      back.unshift(at.records.map(({ id }) => id))
    }
    return { forth, back }
  }

  test('any order, also by what references are called and by what they lead to, is one list in either direction', async () => {
    const key = fc.record({
      field: fc.constantFrom(...Object.keys(READ)),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 3, selector: ({ field }) => field }),
        fc.integer({ min: 7, max: 25 }),
        async (sort, limit) => {
          const { forth, back } = await walk(sort, limit)
          const read = (id: string) =>
            sort.map(({ field }) => READ[field]?.(deals.find((deal) => deal.id === id) as TenonRecord) ?? null)
          const listed = forth.flat()
          expect(new Set(listed)).toEqual(new Set(deals.map(({ id }) => id)))
          expect(listed).toHaveLength(deals.length)
          expect(back.flat()).toEqual(listed)
          expect(back).toEqual(forth)
          const whole = await page({ sort, limit: 200 })
          expect(whole.records.map(({ id }) => id)).toEqual(listed)
          for (const [index, id] of listed.slice(1).entries())
            expect([sort, inOrder(read(listed[index] ?? ''), read(id), sort)]).toEqual([sort, true])
        },
      ),
      { numRuns: 40, seed: 9, endOnFailure: true },
    )
  })

  test('goes on where it was after the records at its ends have been deleted or have moved', async () => {
    const names = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5']
    const made = await tenon.createRecords(tenon.system, { entity: 'note', records: names.map((name) => ({ name })) })
    const where = { field: 'name', op: 'startsWith', value: 'p' } as const
    const notes = (more: Partial<FindRecordsInput>) =>
      tenon.findRecords(tenon.system, {
        entity: 'note',
        where,
        sort: [{ field: 'name' }],
        fields: ['name'],
        limit: 2,
        ...more,
      })
    const shown = (found: { records: TenonRecord[] }) => found.records.map(({ name }) => name)
    const remove = (index: number) =>
      tenon.deleteRecord(tenon.system, { entity: 'note', id: made[index]?.id ?? '', version: 1 })
    const first = await notes({})
    const second = await notes({ after: first.nextCursor ?? '' })
    expect(shown(second)).toEqual(['p2', 'p3'])
    await remove(1)
    await remove(2)
    expect(shown(await notes({ after: first.nextCursor ?? '' }))).toEqual(['p3', 'p4'])
    expect(shown(await notes({ before: second.prevCursor ?? '' }))).toEqual(['p0'])
    // A page that has lost all of its records still leads back, and to nothing but what is there.
    const third = await notes({ after: second.nextCursor ?? '' })
    expect(shown(third)).toEqual(['p4', 'p5'])
    await remove(4)
    await remove(5)
    const emptied = await notes({ after: second.nextCursor ?? '' })
    expect([shown(emptied), emptied.nextCursor]).toEqual([[], null])
    expect(shown(await notes({ before: emptied.prevCursor ?? '' }))).toEqual(['p0', 'p3'])
    await tenon.updateRecord(tenon.system, {
      entity: 'note',
      id: made[0]?.id ?? '',
      version: 1,
      values: { name: 'pz' },
    })
    expect(shown(await notes({}))).toEqual(['p3', 'pz'])
    await remove(3)
    const gone = await notes({ before: second.prevCursor ?? '' })
    expect([shown(gone), gone.prevCursor]).toEqual([[], null])
    expect(shown(await notes({ after: gone.nextCursor ?? '' }))).toEqual(['pz'])
  })

  test('a cursor of another order, of both ends at once or made up is refused', async () => {
    const { nextCursor } = await page({ sort: [{ field: 'name' }], limit: 5 })
    const cursor = nextCursor ?? ''
    const refused = (input: Partial<FindRecordsInput>, pointer: string) =>
      expect(page(input)).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer, rule: 'cursor' }] })
    await refused({ before: cursor }, '/before')
    await refused({ sort: [{ field: 'name' }], before: cursor, after: cursor }, '/before')
    await refused({ before: 'x' }, '/before')
  })

  test('an order through what the actor may not see is refused as one by an unknown field', async () => {
    const person = await tenon.addUser('Nobody', ['onlyDeals'])
    const grants = JSON.stringify({ deal: { read: 'all' } })
    await tenon.database.execute(
      `insert into ${tenon.tenant.schema}._role (name, label, grants) values ('onlyDeals', '{"en":"x"}', '${grants}')`,
    )
    tenon.access.forget(tenon.tenant.schema)
    const by = (field: string) => page({ sort: [{ field }] }, person)
    for (const field of ['account.region', 'account.nonsense'])
      await expect(by(field)).rejects.toMatchObject({ message: `'deal' has no field '${field}'` })
    await expect(by('partners.region')).rejects.toMatchObject({ problems: [{ rule: 'path' }] })
    // The reference itself is theirs to see: by its id, as its name is hidden.
    const { records } = await tenon.findRecords(person, {
      entity: 'deal',
      sort: [{ field: 'account' }],
      fields: ['account'],
      limit: 200,
    })
    const held = records.map((record) => record['account'] as string | null)
    expect(held.filter((id) => id !== null)).toEqual(held.filter((id) => id !== null).sort())
  })

  test('an estimated count says so, and is never below what the page shows', async () => {
    const whole = await page({ limit: 200, count: 'estimated' })
    expect([whole.count, whole.countEstimated]).toEqual([deals.length, undefined])
    const none = { field: 'name', op: 'eq', value: 'd1' } as const
    const some = await page({ limit: 10, count: 'estimated', where: { or: [none, { not: none }] } })
    expect(some).toMatchObject({ countEstimated: true })
    expect(some.count).toBeGreaterThanOrEqual(11)
    await tenon.database.execute(`analyze ${tenon.tenant.schema}.deal`)
    expect((await page({ limit: 10, count: 'estimated' })).count).toBeLessThanOrEqual(deals.length + 5)
    expect((await page({ limit: 10, count: true })).count).toBe(deals.length)
    expect(await page({ limit: 10 })).not.toHaveProperty('count')
  })
})

/** Empty values come last ascending and first descending. Texts differ in their case nowhere. */
function inOrder(one: JsonValue[], other: JsonValue[], sort: SortKey[]): boolean {
  for (const [index, { direction }] of sort.entries()) {
    const [left, right] = direction === 'desc' ? [other[index], one[index]] : [one[index], other[index]]
    if (left === right) continue
    if (left === null || right === null) return right === null
    return typeof left === 'number'
      ? left < Number(right)
      : new Intl.Collator('en').compare(String(left), String(right)) <= 0 || String(left) < String(right)
  }
  return true
}
