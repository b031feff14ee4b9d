import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePreparingClient } from '../../../core/src/db/preparing-client.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

describe('a connection that keeps statements', () => {
  let url = ''
  const open: pg.Client[] = []
  beforeAll(async () => {
    url = await createPostgresDatabase()
  })
  afterAll(() => Promise.all(open.map((client) => client.end())))

  async function connect(): Promise<pg.Client> {
    const client = new (makePreparingClient())({ connectionString: url })
    await client.connect()
    open.push(client)
    return client
  }
  const kept = async (client: pg.Client) =>
    (await client.query<{ statement: string }>('select statement from pg_prepared_statements order by 1')).rows.map(
      ({ statement }) => statement,
    )
  const repeat = async (client: pg.Client, [text, values]: [string, unknown[]], times = 4) => {
    const answers: unknown[] = []
    for (let time = 0; time < times; time++) answers.push((await client.query(text, values)).rows)
    return answers
  }

  test('what is asked once or twice is not kept, what is asked again is, and all answers are the same', async () => {
    const client = await connect()
    await repeat(client, ['select $1::int + 1 as sum', [1]], 2)
    expect(await kept(client)).toEqual([])
    const answers = await repeat(client, ['select $1::int + 2 as sum', [1]])
    expect(answers).toEqual(Array.from({ length: 4 }, () => [{ sum: 3 }]))
    expect(await kept(client)).toEqual(['select $1::int + 2 as sum'])
  })

  test('texts without values and changes of tables are sent the plain way', async () => {
    const client = await connect()
    for (let time = 0; time < 4; time++) {
      await client.query('create temp table if not exists plain (a int)', [])
      await client.query('select 1')
    }
    expect(await kept(client)).toEqual([])
  })

  test('a kept statement whose columns have changed is answered, with the new ones', async () => {
    const client = await connect()
    await client.query('create table changing (a int); insert into changing values (1)')
    expect(await repeat(client, ['select * from changing where a > $1', [0]])).toHaveLength(4)
    await client.query('alter table changing add b text default $$new$$')
    const { rows } = await client.query('select * from changing where a > $1', [0])
    expect(rows).toEqual([{ a: 1, b: 'new' }])
  })

  test('in a transaction, such a statement fails it, and the next transaction succeeds', async () => {
    const client = await connect()
    await client.query('create table moving (a int); insert into moving values (1)')
    await repeat(client, ['select * from moving where a > $1', [0]])
    await client.query('alter table moving add b text')
    await client.query('begin')
    await expect(client.query('select * from moving where a > $1', [0])).rejects.toMatchObject({ code: '0A000' })
    await client.query('rollback')
    await client.query('begin')
    expect((await client.query('select * from moving where a > $1', [0])).rows).toEqual([{ a: 1, b: null }])
    await client.query('commit')
  })

  test('a column that has got another type takes values as before', async () => {
    const client = await connect()
    await client.query('create table retyped (a text)')
    await repeat(client, ['insert into retyped values ($1)', ['1']])
    await client.query('alter table retyped alter a type bigint using a::bigint')
    await client.query('insert into retyped values ($1)', ['2'])
    expect((await client.query('select max(a) as a from retyped')).rows).toEqual([{ a: '2' }])
    await repeat(client, ['insert into retyped values ($1)', ['1']])
    await client.query('alter table retyped alter a type text')
    await client.query('insert into retyped values ($1)', ['word'])
    expect((await client.query('select max(a) as a from retyped')).rows).toEqual([{ a: 'word' }])
  })

  test('where a proxy loses statements, they are answered all the same, and no longer kept', async () => {
    const client = await connect()
    await repeat(client, ['select $1::int + 3 as sum', [1]])
    await client.query('deallocate all')
    expect((await client.query('select $1::int + 3 as sum', [1])).rows).toEqual([{ sum: 4 }])
    await repeat(client, ['select $1::int + 4 as sum', [1]])
    expect(await kept(client)).toEqual([])
  })

  test('a connection keeps short statements of hundreds of tenants, and fewer of long ones: those that were used last', async () => {
    const client = await connect()
    const sums = async (padding: string, count: number) => {
      const texts = Array.from({ length: count }, (_, index) => `select $1::int + ${1000 + index} as sum${padding}`)
      for (const [index, text] of texts.entries()) {
        expect(await repeat(client, [text, [1]], 3)).toContainEqual([{ sum: 1001 + index }])
      }
      return { texts, names: await kept(client) }
    }
    const short = await sums('', 300)
    expect(short.names).toHaveLength(300)
    const long = await sums(` /* ${'long '.repeat(4_000)} */`, 20)
    expect(long.names).toHaveLength(14)
    expect(long.names).not.toContain(long.texts[0])
    expect(long.names).toContain(long.texts[19])
    expect((await repeat(client, [String(long.texts[0]), [2]], 1))[0]).toEqual([{ sum: 1002 }])
    expect((await repeat(client, [String(short.texts[0]), [2]], 1))[0]).toEqual([{ sum: 1002 }])
  })

  test('a statement that is longer than all others is never kept', async () => {
    const client = await connect()
    await repeat(client, [`select $1::int as one /* ${'long '.repeat(7_000)} */`, [1]])
    expect(await kept(client)).toEqual([])
  })

  test('what has no values is never kept, so that a transaction which takes a lock keeps no snapshot', async () => {
    const client = await connect()
    await repeat(client, ['select pg_try_advisory_xact_lock(1, 2) as free', []])
    expect(await kept(client)).toEqual([])
  })

  test('a search is planned for its words each time', async () => {
    const client = await connect()
    await repeat(client, ['select $1::text as _search_query', ['x']])
    expect(await kept(client)).toEqual([])
  })

  test('a failing statement fails alone', async () => {
    const client = await connect()
    await repeat(client, ['select 10 / $1::int as part', [5]])
    await expect(client.query('select 10 / $1::int as part', [0])).rejects.toMatchObject({ code: '22012' })
    expect((await client.query('select 10 / $1::int as part', [2])).rows).toEqual([{ part: 5 }])
  })
})
