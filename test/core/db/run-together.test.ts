import { type CompiledQuery, type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { onControlPlane } from '../../../core/src/db/on-control-plane.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { runTogether } from '../../../core/src/db/run-together.ts'
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
    return (value) => runTogether(database.control, query, { parameters: [value], most: MOST })
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
    const limited = <T>(work: () => T) => withStatementLimits({ milliseconds: 20_000 }, work)
    const leave = (seconds: number) => limited(() => untilAborted(leaving.signal, () => ask(seconds)))
    const both = Promise.all([leave(0.2), limited(() => ask(0.2))])
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

describe('what is asked of several tenants at one moment', () => {
  let database: Database
  const schemas: string[] = []
  beforeAll(async () => {
    database = await openDatabase({ kind: 'postgres', url: await createPostgresDatabase(), poolSize: 1 })
    for (const slug of ['one', 'two', 'three']) {
      const { schema } = await createTenant(database, { slug: `together-${slug}`, name: slug })
      schemas.push(schema)
    }
  })
  afterAll(() => database.close())

  const WHO = 'select now()::text as began, current_user::text as who, $1::int as value'
  const ask = (schema: string, text: string, value: unknown) => {
    const most = text.endsWith('long') ? MOST / 2 : MOST
    const db = database.tenant(schema) as unknown as Kysely<unknown>
    const query = { ...sql.raw(text).compile(db), parameters: [] } as CompiledQuery
    return runTogether(db, query, { parameters: [value], most })
  }
  const learn = async (text: string, value: unknown = 1) => {
    for (let time = 0; time < 4; time++) for (const schema of schemas) await ask(schema, text, value)
  }
  const roleOf = async (schema: string) => {
    const { rows } = await sql<{ who: string }>`select current_user::text as who where ${1}::int = 1`.execute(
      database.tenant(schema),
    )
    return rows[0]?.who
  }
  const textOf = (schema: string) => `select count(*)::int as people, $1::int as value from ${schema}._user`

  test('goes in one message, each statement as the role of its own tenant', async () => {
    await learn(WHO)
    const asked = [0, 1, 2, 2, 1, 0].map((index) => schemas[index] as string)
    const answers = await Promise.all(asked.map((schema, value) => ask(schema, WHO, value)))
    const rows = answers.flatMap(({ rows: own }) => own)
    expect(rows.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5])
    expect(rows.map(({ who }) => who)).toEqual(await Promise.all(asked.map(roleOf)))
    expect(new Set(rows.map(({ who }) => who)).size).toBe(3)
    expect(new Set(rows.map(({ began }) => began)).size).toBe(1)
    // The connection is back in its own role.
    const login = await database.execute('select current_user = session_user as own, $1::int as value', [1])
    expect(login.rows).toEqual([{ own: true, value: 1 }])
  })

  test('statements of different texts share a message, of which each has the share that it may have', async () => {
    const LONG = WHO.replace('as value', 'as long')
    await learn(WHO)
    await learn(LONG)
    const many = Array.from({ length: 3 }, (_, value) => ask(schemas[0] as string, LONG, value))
    const few = Array.from({ length: 4 }, (_, value) => ask(schemas[1] as string, WHO, value))
    const answers = await Promise.all([...many, ...few])
    const began = answers.map(({ rows }) => rows[0]?.['began'])
    expect([...Map.groupBy(began, (at) => at).values()].map(({ length }) => length)).toEqual([5, 2])
  })

  test('nobody gets at the rows of another, whoever asks beside him', async () => {
    const [one, two] = schemas as [string, string]
    for (let time = 0; time < 4; time++) {
      const answers = await Promise.allSettled([
        ask(one, textOf(one), 1),
        ask(one, textOf(two), 2),
        ask(two, textOf(two), 3),
        ask(one, "select set_config('role', 'none', true) as role, $1::int as value", 4),
        ask(two, textOf(one), 5),
      ])
      expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : answer.reason.code))).toEqual(
        [[{ people: 0, value: 1 }], '42501', [{ people: 0, value: 3 }], '42501', '42501'],
      )
    }
  })

  test('what has another limit of time goes apart, and ends without the others', async () => {
    const SLEEP = 'select pg_sleep($1::float8) is null as slept'
    await learn(SLEEP, 0)
    const [one, two] = schemas as [string, string]
    const answers = await Promise.allSettled([
      withStatementLimits({ milliseconds: 100 }, () => ask(one, SLEEP, 20)),
      withStatementLimits({ milliseconds: 20_000 }, () => ask(two, SLEEP, 0.2)),
      ask(one, SLEEP, 0.1),
    ])
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows : answer.reason.code))).toEqual([
      '57014',
      [{ slept: false }],
      [{ slept: false }],
    ])
  })

  test('what is of the control plane is asked as the login', async () => {
    await learn(WHO)
    const [one] = schemas as [string]
    const [own, onIt] = await Promise.all([ask(one, WHO, 1), onControlPlane(() => ask(one, WHO, 2))])
    expect(own.rows[0]?.['who']).toBe(await roleOf(one))
    expect(onIt.rows[0]?.['who']).not.toBe(await roleOf(one))
  })
})
