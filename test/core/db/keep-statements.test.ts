import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'

type Ask = () => ReturnType<typeof sql>
type Run = (database: Database, ask: Ask) => ReturnType<ReturnType<Ask>['execute']>

const alone: Run = (database, ask) => ask().execute(database.control)
const inTransaction: Run = (database, ask) => database.controlTransaction((trx) => ask().execute(trx))

/** The answers of one statement asked thrice: kept ones are asked for the first time, and again. */
async function thrice(database: Database, ask: Ask, run: Run) {
  const answers: unknown[] = []
  for (let time = 0; time < 3; time++) {
    answers.push(
      await run(database, ask).then(
        ({ rows, numAffectedRows }) => ({ rows, numAffectedRows }),
        (error: Error & { code?: string; constraint?: string }) => ({
          code: error.code,
          constraint: error.constraint,
        }),
      ),
    )
  }
  return answers
}

describe('an embedded database that keeps its statements', () => {
  const databases: Record<string, Database> = {}

  beforeAll(async () => {
    for (const keepsStatements of [true, false]) {
      const database = await openDatabase({ kind: 'pglite', folder: null, keepsStatements })
      await database.execute(
        'create table thing (id int primary key, name text, tags text[], body jsonb, at timestamptz); insert into thing (id) values (1)',
      )
      databases[keepsStatements ? 'kept' : 'plain'] = database
    }
  }, 60_000)
  afterAll(() => Promise.all(Object.values(databases).map((database) => database.close())))

  test.each([
    [
      'a write and its answer',
      () => sql`insert into thing (id, name) select max(id) + 2, ${'x'} from thing returning name`,
    ],
    ['a refused write', () => sql`insert into thing (id, name) values (1, ${'y'})`],
    [
      'values of many types',
      () => sql`select ${7}::int as a, ${null}::text as b, ${['p', 'q "r"']}::text[] as c,
      ${JSON.stringify({ d: [1] })}::jsonb as e, ${new Date(0)}::timestamptz as f, ${true}::boolean as g`,
    ],
    ['no rows', () => sql`select * from thing where name = ${'nobody'}`],
    ['no columns', () => sql`delete from thing where name = ${'nobody'}`],
    ['a statement that is wrong', () => sql`select nothing from thing`],
    ['a value that does not fit', () => sql`select ${'x'}::int as a`],
    ['a statement that is not kept', () => sql`create temp table if not exists aside (a int)`],
  ])('answers as one that does not: %s', async (_what, ask) => {
    const { kept, plain } = databases as { kept: Database; plain: Database }
    for (const run of [alone, inTransaction]) {
      expect(await thrice(kept, ask, run)).toEqual(await thrice(plain, ask, run))
    }
  })

  test('keeps those of transactions too, for all', async () => {
    const { kept } = databases as { kept: Database }
    const asked = async () => {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_prepared_statements
        where statement like 'select 4711 as %'`.execute(kept.control)
      return rows[0]?.count
    }
    const ask: Ask = () => sql`select 4711 as number`
    expect(await asked()).toBe(0)
    for (const run of [inTransaction, alone, inTransaction])
      expect((await run(kept, ask)).rows).toEqual([{ number: 4711 }])
    expect(await asked()).toBe(1)
  })

  test.each(['before it', 'in it'])('reads on in a transaction where the tables have changed %s', async (when) => {
    const { kept } = databases as { kept: Database }
    await kept.execute(`create table moving (a int); insert into moving values (1)`)
    const read: Ask = () => sql`select * from moving`
    const alter: Ask = () => sql`alter table moving add column b int`
    expect((await inTransaction(kept, read)).rows).toEqual([{ a: 1 }])
    if (when === 'before it') await alone(kept, alter)
    const { rows } = await kept.controlTransaction(async (trx) => {
      if (when === 'in it') await alter().execute(trx)
      return read().execute(trx)
    })
    expect(rows).toEqual([{ a: 1, b: null }])
    await kept.execute('drop table moving')
  })

  test('reads on after the tables have changed', async () => {
    const { kept } = databases as { kept: Database }
    const read = async () => (await sql`select * from changing where a = ${'1'}`.execute(kept.control)).rows
    await kept.execute(`create table changing (a text); insert into changing values ('1')`)
    expect([await read(), await read()]).toEqual([[{ a: '1' }], [{ a: '1' }]])
    await kept.execute('alter table changing add column b int')
    expect(await read()).toEqual([{ a: '1', b: null }])
    await kept.execute('alter table changing alter column a type int using a::int')
    expect([await read(), await read()]).toEqual([[{ a: 1, b: null }], [{ a: 1, b: null }]])
    await kept.execute('drop table changing')
    await expect(read()).rejects.toMatchObject({ code: '42P01' })
  })

  test('hears its own notifications, and takes part in transactions', async () => {
    const { kept } = databases as { kept: Database }
    const heard: string[] = []
    const stop = await kept.listen('somewhere', (payload) => void heard.push(payload))
    await sql`select pg_notify('somewhere', ${'said'})`.execute(kept.control)
    expect(heard).toEqual(['said'])
    await stop()
    const undone = kept.controlTransaction(async (trx) => {
      await sql`insert into thing (id) values (${-1})`.execute(trx)
      throw new Error('not now')
    })
    await expect(undone).rejects.toThrow('not now')
    expect((await sql`select id from thing where id = ${-1}`.execute(kept.control)).rows).toEqual([])
  })

  test('keeps no more than it has room for', async () => {
    const { kept } = databases as { kept: Database }
    for (let number = 0; number < 520; number++) await sql.raw(`select ${number} as a`).execute(kept.control)
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_prepared_statements`.execute(kept.control)
    expect(rows[0]?.count).toBeLessThanOrEqual(500)
    expect((await sql.raw('select 0 as a').execute(kept.control)).rows).toEqual([{ a: 0 }])
  })
})
