import type { SortKey } from '@tenon/sdk/contract/query'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const ROWS = 10_000
const PAGE = 200

describe.each(DATABASE_KINDS)('pages of 10,000 records that others write meanwhile on %s', (kind) => {
  let tenon: TestRecords
  const table = (name: string) => sql.id(tenon.tenant.schema, name)
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const accounts = Array.from({ length: 5 }, (_, at) => ({ name: `Account ${at % 3}` }))
    await tenon.createMany(tenon.system, { entity: 'account', records: accounts })
    await sql`insert into ${table('deal')} (id, name, quantity, urgent, account)
      select gen_random_uuid(), 'deal ' || n, case when n % 4 = 0 then null else n % 7 end,
        case when n % 5 = 0 then null else n % 2 = 0 end,
        (select a.id from ${table('account')} a order by a.id offset n % 6 limit 1)
      from generate_series(1, ${ROWS}::int) n`.execute(tenon.database.control)
  }, 120_000)
  afterAll(() => tenon?.close())

  /** What somebody else does between two pages: takes records away and adds some, at all places of the order. */
  async function meddle(turn: number): Promise<void> {
    await sql`delete from ${table('deal')} where id in (
      select id from ${table('deal')} where name like 'passing %' or name like 'deal %' and hashtext(name) % 97 = ${turn}::int limit 40)`.execute(
      tenon.database.control,
    )
    await sql`insert into ${table('deal')} (id, name, quantity, urgent, account)
      select gen_random_uuid(), 'passing ' || ${turn}::int || ' ' || n, nullif(n % 8, 7), nullif(n % 3, 2) = 1,
        (select a.id from ${table('account')} a order by a.id offset n % 6 limit 1)
      from generate_series(1, 40) n`.execute(tenon.database.control)
  }

  const ORDERS: SortKey[][] = [
    [{ field: 'quantity' }, { field: 'account' }],
    [{ field: 'account', direction: 'desc' }, { field: 'urgent' }, { field: 'quantity', direction: 'desc' }],
  ]
  test.each(ORDERS.map((sort) => [sort.map(({ field }) => field).join(', '), sort] as const))(
    'by %s, with ties and nulls: whoever stays stands on one page forth, and on one back',
    async (_, sort) => {
      const stepsOf = { forth: [] as string[], back: [] as string[] }
      const find = (at: object) => {
        return tenon.findRecords(tenon.system, { entity: 'deal', fields: ['name'], sort, limit: PAGE, ...at })
      }
      let turn = 0
      let page = await find({})
      stepsOf.forth.push(...page.records.map(({ id }) => id))
      while (page.nextCursor !== null) {
        await meddle(++turn)
        page = await find({ after: page.nextCursor })
        stepsOf.forth.push(...page.records.map(({ id }) => id))
      }
      stepsOf.back.unshift(...page.records.map(({ id }) => id))
      while (page.prevCursor !== null) {
        await meddle(++turn)
        page = await find({ before: page.prevCursor })
        stepsOf.back.unshift(...page.records.map(({ id }) => id))
      }
      const { rows } = await sql<{ id: string }>`select id from ${table('deal')} where name like 'deal %'`.execute(
        tenon.database.control,
      )
      expect(rows.length).toBeGreaterThan(ROWS / 4)
      for (const ids of Object.values(stepsOf)) {
        const seen = new Set(ids)
        expect(seen.size).toBe(ids.length)
        expect(rows.filter(({ id }) => !seen.has(id))).toEqual([])
      }
      // Those who stay stand in the same order both ways, which is that of one long list.
      const stays = new Set(rows.map(({ id }) => id))
      const forth = stepsOf.forth.filter((id) => stays.has(id))
      expect(stepsOf.back.filter((id) => stays.has(id))).toEqual(forth)
    },
    240_000,
  )
})
