import { type CompiledQuery, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { readTogether } from '../../../core/src/db/read-together.ts'
import { untilAborted, withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

const MOST = 8

describe('the same question, asked by several at one moment', () => {
  let database: Database
  beforeAll(async () => {
    const url = await createPostgresDatabase()
    // One connection: it has learned the statement once it was asked three times.
    database = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
  })
  afterAll(() => database.close())

  function question(text: string): (value: unknown) => Promise<{ rows: Record<string, unknown>[] }> {
    const query = { ...sql.raw(text).compile(database.control), parameters: [] } as CompiledQuery
    return (value) => readTogether(database.control, query, { parameters: [value], most: MOST })
  }
  async function learned(text: string, value: unknown) {
    const ask = question(text)
    for (let time = 0; time < 4; time++) await ask(value)
    return ask
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

  test('each gets his own answer', async () => {
    const ask = await learned('select $1::int * 2 as twice', 1)
    const answers = await Promise.all(numbers(30).map(ask))
    expect(answers.map(({ rows }) => rows)).toEqual(numbers(30).map((value) => [{ twice: value * 2 }]))
  })

  test('goes in one message, which is one transaction, of eight at most', async () => {
    const ask = await learned('select now()::text as began, $1::int as value', 1)
    const answers = await Promise.all(numbers(20).map(ask))
    const byTransaction = Map.groupBy(answers, ({ rows }) => rows[0]?.['began'])
    expect([...byTransaction.values()].map(({ length }) => length)).toEqual([8, 8, 4])
  })

  test('is answered one by one by a connection that has yet to learn it, and by one that then learns it', async () => {
    const ask = question('select now()::text as began, $1::int + 1 as next')
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(numbers(5).map(ask))
      expect(answers.map(({ rows }) => rows[0]?.['next'])).toEqual([1, 2, 3, 4, 5])
    }
  })

  test('the error of one is his alone', async () => {
    const ask = await learned('select 100 / $1::int as share', 1)
    const answers = await Promise.allSettled([1, 0, 4, 0, 5].map(ask))
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : answer.reason.code))).toEqual([
      [{ share: 100 }],
      '22012',
      [{ share: 25 }],
      '22012',
      [{ share: 20 }],
    ])
    expect((await ask(50)).rows).toEqual([{ share: 2 }])
  })

  test('a value that cannot be written for PostgreSQL fails for who gave it', async () => {
    const ask = await learned('select $1::text as said', 'a')
    const round: Record<string, unknown> = {}
    round['self'] = round
    const answers = await Promise.allSettled([ask('b'), ask(round), ask('c')])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('answers follow a change of the table', async () => {
    await sql`create table tenon_reading (id int, name text)`.execute(database.control)
    await sql`insert into tenon_reading select n, 'number ' || n from generate_series(0, 9) n`.execute(database.control)
    const ask = await learned('select * from tenon_reading where id = $1', 1)
    await sql`alter table tenon_reading add column more int default 7`.execute(database.control)
    const answers = await Promise.all(numbers(4).map(ask))
    expect(answers.map(({ rows }) => rows[0])).toEqual(numbers(4).map((id) => ({ id, name: `number ${id}`, more: 7 })))
  })

  test('one who leaves ends nothing that others wait for; who asks alone is not waited for', async () => {
    const ask = await learned('select pg_sleep($1::float8) is null as slept', 0)
    const leaving = new AbortController()
    const leave = (seconds: number) =>
      withStatementLimits({ milliseconds: 20_000 }, () => untilAborted(leaving.signal, () => ask(seconds)))
    const both = Promise.all([leave(0.2), ask(0.2)])
    setTimeout(() => leaving.abort(), 50)
    expect((await both).map(({ rows }) => rows)).toEqual([[{ slept: false }], [{ slept: false }]])
    await expect(leave(20)).rejects.toMatchObject({ code: '57014' })
  })

  test('whoever asks for something else at that moment has an answer of his own', async () => {
    const [one, other] = [await learned('select $1::int as one', 1), await learned('select $1::int as other', 1)]
    const answers = await Promise.all([one(1), other(2), one(3), other(4)])
    expect(answers.map(({ rows }) => rows[0])).toEqual([{ one: 1 }, { other: 2 }, { one: 3 }, { other: 4 }])
  })
})
