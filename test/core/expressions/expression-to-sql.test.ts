import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { conditionToSql, expressionToSql } from '../../../core/src/expressions/expression-to-sql.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { dealEnvironment, dealSqlEnvironment, SCHEMA } from './support/deal-model.ts'
import { type StoredRow, uuidOf } from './support/deal-records.ts'
import { openExpressionDatabase, storeRows } from './support/expression-database.ts'

const CONTEXT: ExpressionContext = {
  now: new Date('2024-05-01T18:00:00Z'),
  timeZone: 'Asia/Shanghai',
  actor: { id: uuidOf(9, 1), roles: ['sales'], team: null },
}

function checked(text: string, hasOld = false) {
  const result = checkExpression(text, dealEnvironment('deal', hasOld))
  if (result.ok) return result.expression
  throw new Error(`${text}: ${result.problems.map(({ message }) => message.en).join('; ')}`)
}

function predicate(text: string): RawBuilder<SqlBool> {
  const result = conditionToSql(checked(text), dealSqlEnvironment(CONTEXT))
  if (result.ok) return result.sql
  throw new Error(result.problems[0].message.en)
}

/** Why the database cannot work out the expression. */
function refusal(text: string, hasOld = false) {
  const result = expressionToSql(checked(text, hasOld), dealSqlEnvironment(CONTEXT))
  if (result.ok) throw new Error(`${text} was compiled.`)
  return result.problems[0]
}

const deal = (at: number, values: Record<string, JsonValue>): StoredRow => ({
  entity: 'deal',
  values: { id: uuidOf(3, at), ...values },
  deleted: false,
})
const line = (at: number, values: Record<string, JsonValue>, deleted = false): StoredRow => ({
  entity: 'line',
  values: { id: uuidOf(4, at), deal: uuidOf(3, 1), ...values },
  deleted,
})

const CNY = (amount: string) => ({ amount, currency: 'CNY' })
const ROWS: StoredRow[] = [
  deal(1, {
    name: "O'Brien; drop table",
    stage: 'won',
    quantity: 7,
    amount: CNY('10'),
    ownerId: uuidOf(9, 1),
    account: uuidOf(1, 1),
  }),
  deal(2, { name: '中文', stage: 'new', quantity: null, open: true, closeDate: '2024-05-02', account: uuidOf(1, 2) }),
  deal(3, { name: null, stage: null, quantity: 3, amount: CNY('99.5'), dueAt: '2024-05-01T17:59:59.000Z' }),
  line(1, { total: CNY('4.50'), quantity: 1 }),
  line(2, { total: CNY('5'), quantity: 2 }),
  line(3, { total: CNY('1000'), quantity: 100 }, true),
  {
    entity: 'account',
    values: { id: uuidOf(1, 1), name: 'Acme', tier: 'gold', manager: uuidOf(2, 1) },
    deleted: false,
  },
  { entity: 'account', values: { id: uuidOf(1, 2), name: 'Gone', tier: 'gold' }, deleted: true },
  { entity: 'person', values: { id: uuidOf(2, 1), name: 'Li' }, deleted: false },
]

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openExpressionDatabase(kind)
    await storeRows(database, ROWS)
  })
  afterAll(() => database.close())

  /** The numbers of the deals for which the condition holds. */
  async function found(text: string): Promise<number[]> {
    const query = sql<{
      id: string
    }>`select r.id::text as id from ${sql.id(SCHEMA, 'deal')} r where ${predicate(text)} order by r.id`
    const { rows } = await query.execute(database.control)
    return rows.map(({ id }) => Number(id.at(-1)))
  }

  test.each([
    ['stage == "won"', [1]],
    ['stage != "won"', [2, 3]],
    ['!(stage == "won")', [2, 3]],
    ['stage == null', [3]],
    ['stage in ["won", "new"]', [1, 2]],
    ['!(stage in ["won", "new"])', [3]],
    ['quantity > 3', [1]],
    ['!(quantity > 3)', [2, 3]],
    ['!(quantity > 3 && stage == "won")', [2, 3]],
    ['!(quantity > 3 || open)', [3]],
    ['open', [2]],
    ['!open', [1, 3]],
    ['open == false', []],
    ['name == "O\'Brien; drop table"', [1]],
    ['name.contains("中")', [2]],
    ['!name.contains("中")', [1, 3]],
    ['ownerId == actor.id', [1]],
    ['ownerId != actor.id', [2, 3]],
    ['ownerId == "not an id"', []],
    ['ownerId == "01900009-0000-7000-8000-00000000000A"', []],
    ['actor.team == "x"', []],
    ['"sales" in actor.roles', [1, 2, 3]],
    ['closeDate == today', [2]],
    ['dueAt < now', [3]],
    ['amount > money(10, "CNY")', [3]],
    ['amount >= money(10, "USD")', []],
    ['account.tier == "gold"', [1]],
    ['account.manager.name == "Li"', [1]],
    ['account != null', [1, 2]],
    ['has(account.tier)', [1]],
    ['lines.exists(l, l.quantity > 1)', [1]],
    ['lines.exists(l, l.quantity > 50)', []],
    ['lines.all(l, l.quantity < 50)', [1, 2, 3]],
    ['lines.count() == 0', [2, 3]],
    ['lines.sum(l, l.total) == money(9.5, "CNY")', [1]],
    ['lines.filter(l, l.deal == record).count() == 2', [1]],
    ['1 / 0 == 1', []],
    ['quantity / 0 == 1 || quantity == 3', [3]],
    ['date(name) == today', []],
    ['true', [1, 2, 3]],
    ['null == null', [1, 2, 3]],
  ])('%s holds for the deals %j', async (text, deals) => {
    expect(await found(text)).toEqual(deals)
  })

  test('what is written in an expression is bound, and names are quoted', async () => {
    const hostile = `x' or true or name = '" -- $1 \\' or '1'='1`
    const compiled = predicate(`name == ${JSON.stringify(hostile)} || name.contains("%_\\\\")`).compile(
      database.control,
    )
    expect(compiled.sql).not.toContain('or true')
    expect(compiled.parameters).toContain(hostile)
    expect(compiled.sql).toContain('"r"."name"')
    expect(await found(`name == ${JSON.stringify(hostile)}`)).toEqual([])
    expect(await found('name.contains("%") || name.contains("_")')).toEqual([])
  })

  test.each([
    ['stage == "won"', 'stage'],
    ['quantity > 3', 'quantity'],
    ['quantity == -2', 'quantity'],
    ['closeDate < today', 'close_date'],
    ['dueAt >= now', 'due_at'],
    ['ownerId == actor.id', 'owner_id'],
    ['stage in ["won", "lost"]', 'stage'],
    ['open || stage == "won" && quantity == 7', 'quantity'],
  ])('%s can use the index of %s', async (text, indexed) => {
    const index = `deal_by_${indexed}_for_test`
    await database.execute(`create index "${index}" on "${SCHEMA}"."deal" ("${indexed}")`)
    await database.execute(`create index if not exists "deal_by_open_for_test" on "${SCHEMA}"."deal" ("open")`)
    try {
      const plan = await database.transaction(SCHEMA, async (transaction) => {
        await sql`set local enable_seqscan = off`.execute(transaction)
        const query = sql<
          Record<string, string>
        >`explain select id from ${sql.id(SCHEMA, 'deal')} r where ${predicate(text)}`
        return (await query.execute(transaction)).rows.flatMap((row) => Object.values(row)).join('\n')
      })
      expect(plan).toMatch(new RegExp(`(?:Index Cond|Index Only Scan).*${indexed}|${index}`))
    } finally {
      await database.execute(`drop index "${SCHEMA}"."${index}"`)
      await database.execute(`drop index if exists "${SCHEMA}"."deal_by_open_for_test"`)
    }
  })

  test('a value comes as columns of its type and as JSON of the API', async () => {
    const texts = [
      'quantity * 2',
      'amount * 1.1',
      'closeDate',
      'account',
      'lines.map(l, l.quantity)',
      'name.lower()',
      '9007199254740991 + quantity',
    ]
    const parts = texts.map((text) => {
      const result = expressionToSql(checked(text), dealSqlEnvironment(CONTEXT))
      if (!result.ok) throw new Error(result.problems[0].message.en)
      return result.sql
    })
    const columns = parts.flatMap((part) => part.columns).map((column) => sql`pg_typeof(${column})::text`)
    const json = parts.map((part) => sql`${part.json}`)
    const query = sql<{ types: string[]; values: JsonValue[] }>`
      select array[${sql.join(columns)}] as types, to_jsonb(array[${sql.join(json)}]::jsonb[]) as values
      from ${sql.id(SCHEMA, 'deal')} r where r.id = ${uuidOf(3, 1)}::uuid`
    const { rows } = await query.execute(database.control)
    expect(rows[0]?.types).toEqual(['bigint', 'numeric', 'text', 'date', 'uuid', 'numeric[]', 'text', 'bigint'])
    expect(rows[0]?.values).toEqual([14, CNY('11'), null, uuidOf(1, 1), [1, 2], "o'brien; drop table", null])
  })
})

describe('what the database cannot work out is refused', () => {
  test.each([
    { text: 'open && price * 1e2 > 5', place: 'price * 1e2', reason: 'floating-point numbers are not worked out' },
    { text: 'double(price) > 1', place: 'double(price)', reason: 'floating-point numbers are not worked out' },
    { text: '[tags.map(t, t.split(""))].size() > 1', place: 'tags.map(t, t.split(""))', reason: 'no lists of lists' },
    { text: 'lines.map(l, l.total) == [amount]', place: 'lines.map(l, l.total) == [amount]', reason: 'lists of money' },
    {
      text: 'note.replace("a", note).size() > 1',
      place: 'note.replace("a", note)',
      reason: 'could become longer than',
    },
  ])('in $text, at $place', ({ text, place, reason }) => {
    const problem = refusal(text)
    expect(problem.rule).toBe('notInDatabase')
    expect(text.slice(problem.start, problem.end)).toBe(place)
    expect(problem.message.en).toContain(reason)
    expect(problem.message['zh-CN']).toMatch(/[一-鿿]/)
  })

  test('where it asks for values before a change', () => {
    expect(refusal('stage == "won" && old.stage != "won"', true)).toMatchObject({
      start: 18,
      end: 21,
      line: 1,
      column: 19,
    })
    expect(refusal('changed(stage)', true).message.en).toBe(
      'the database knows only the values that are stored, not those before a change',
    )
  })

  test('where it would become too large a query', () => {
    const text = `[price]${'.map(x, x.format(2).contains("1") ? x + 1 : x - 1)'.repeat(9)}.sum() > 1`
    expect(refusal(text).message.en).toContain('too large a query')
  })
})
