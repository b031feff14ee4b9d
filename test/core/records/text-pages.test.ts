import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { FindRecordsInput, RecordFilter } from '@tenon/sdk/contract/query'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const DOCUMENT: ModelDocument = mergeModel(
  [
    pluginPackage('demo', {
      entities: [
        entity('firm', {
          name: field('text', { searchable: true }),
          bare: field('text'),
          grade: field('integer'),
        }),
      ],
    }),
  ],
  {},
)

/** Words by where they stand: in all rows, in one of so many, in the newest ones alone, in the oldest ones alone. */
const WORDS = {
  ...{ common: 'true', 公司: 'true', half: 'n % 2 = 0', 银河: 'n % 20 = 0', delta: 'n % 20 = 3', sigma: 'n % 50 = 7' },
  ...{ 星海: 'n % 50 = 9', kappa: 'n % 100 = 11', rare: 'n % 1500 = 13', 囍: 'n = 2999', éclair: 'n % 30 = 2' },
  ...{ fresh: 'n between 20 and 90', 新来: 'n <= 12', old: 'n > 2500', 早年: 'n > 2900', Ｗｉｄｅ: 'n % 7 = 0' },
}
const ROWS = 3_000

describe.each(DATABASE_KINDS)('pages of what contains a text on %s', (kind) => {
  let tenon: TestRecords

  beforeAll(async () => {
    tenon = await openTestRecords(kind, DOCUMENT)
    const table = sql.id(tenon.tenant.schema, 'firm')
    const parts = Object.entries(WORDS).map(
      ([word, when]) => sql`case when ${sql.raw(when)} then ${sql.lit(`${word} `)} else '' end`,
    )
    const name = sql`'n' || n || ' ' || ${sql.join(parts, sql` || `)}`
    // Several of one moment, so that the id decides too; some in the trash.
    await sql`insert into ${table} (id, created_at, name, bare, grade, deleted_at)
      select gen_random_uuid(), timestamptz '2026-01-01' - make_interval(mins => n / 3), ${name}, ${name}, n % 4,
        case when n % 40 = 1 then now() end
      from generate_series(1, ${ROWS}) n`.execute(tenon.database.control)
    await sql`analyze ${table}`.execute(tenon.database.control)
  }, 60_000)
  afterAll(() => tenon?.close())

  const page = (input: Partial<FindRecordsInput>) =>
    tenon.findRecords(tenon.system, { entity: 'firm', fields: [], ...input })

  async function walk(input: Partial<FindRecordsInput>) {
    const forth: string[][] = []
    let at = await page(input)
    expect(at.prevCursor).toBeNull()
    forth.push(at.records.map(({ id }) => id))
    while (at.nextCursor !== null) {
      at = await page({ ...input, after: at.nextCursor })
      expect(at.prevCursor).not.toBeNull()
      forth.push(at.records.map(({ id }) => id))
    }
    const back = [at.records.map(({ id }) => id)]
    while (at.prevCursor !== null) {
      at = await page({ ...input, before: at.prevCursor })
      expect(at.nextCursor).not.toBeNull()
      back.unshift(at.records.map(({ id }) => id))
    }
    return { forth, back }
  }

  test('they are those of a field that no index knows, whole and in the same order, in either direction', async () => {
    const more: Array<RecordFilter | null> = [
      null,
      { field: 'grade', op: 'eq', value: 2 },
      {
        or: [
          { field: 'grade', op: 'eq', value: 1 },
          { field: 'name', op: 'contains', value: 'delta' },
        ],
      },
    ]
    const question = fc.record({
      words: fc.uniqueArray(fc.constantFrom(...Object.keys(WORDS)), { minLength: 1, maxLength: 2 }),
      limit: fc.constantFrom(3, 50, 120, 200),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
      other: fc.constantFrom(...more),
      as: fc.constantFrom('search' as const, 'contains' as const),
      deleted: fc.constantFrom(false, false, false, true),
    })
    await fc.assert(
      fc.asyncProperty(question, async ({ words, limit, direction, other, as, deleted }) => {
        const sort = [{ field: 'createdAt', direction }]
        const others = other === null ? [] : [other]
        const contains = (name: string) =>
          words.map((value) => ({ field: name, op: 'contains' as const, value: value.toUpperCase() }))
        const asked: Partial<FindRecordsInput> =
          as === 'search'
            ? { search: words.join(' '), ...(other !== null && { where: other }) }
            : { where: { and: [...contains('name'), ...others] } }
        // A few pages alone of what very many contain.
        const size = limit === 3 ? 200 : limit
        const { forth, back } = await walk({ ...asked, sort, limit: size, deleted })
        const plain = await walk({ where: { and: [...contains('bare'), ...others] }, sort, limit: size, deleted })
        expect(forth).toEqual(plain.forth)
        expect(back).toEqual(forth)
        const few = await page({ ...asked, sort, limit: 3, deleted })
        expect(few.records.map(({ id }) => id)).toEqual(forth.flat().slice(0, 3))
        expect(few.nextCursor === null).toBe(forth.flat().length <= 3)
        expect((await page({ ...asked, sort, limit: 1, deleted, count: true })).count).toBe(forth.flat().length)
      }),
      { numRuns: 30, seed: 11, endOnFailure: true },
    )
  }, 120_000)

  test('a search for any words after others finds what they find, as records and as JSON', async () => {
    const odd = [
      '%',
      '_',
      '\\',
      "'",
      '1_',
      'n%',
      'ｗｉｄｅ',
      'ÉCLAIR',
      '公',
      '公司 half',
      'DELTA 公司 n',
      '囍 rare',
      'nowhere',
      'n'.repeat(60),
    ]
    const searches = [...Object.keys(WORDS), ...odd]
    // More often than PostgreSQL plans a statement for its values.
    for (const search of [...searches, ...searches.toReversed(), ...searches]) {
      const and = search.split(' ').map((value) => ({ field: 'bare', op: 'contains' as const, value }))
      const { records, nextCursor } = await page({ where: { and }, limit: 20 })
      const found = await page({ search, limit: 20 })
      expect([search, ...found.records]).toEqual([search, ...records])
      expect(found.nextCursor === null).toBe(nextCursor === null)
      const text = await tenon.findRecordsText(tenon.system, { entity: 'firm', fields: [], search, limit: 20 })
      if (kind === 'postgres') expect(JSON.parse(String(text))).toEqual(JSON.parse(JSON.stringify(found)))
    }
  }, 60_000)
})
