import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { type FindSchemas, watchSchemas } from '../../../core/src/db/watch-schemas.ts'
import { createPostgresDatabase, DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const SCHEMAS = ['t_one', 't_two']

async function makeSchemas(database: Database): Promise<void> {
  for (const schema of SCHEMAS) {
    await sql`create schema ${sql.id(schema)}`.execute(database.control)
    await sql`create table ${sql.id(schema, 'work')} (due timestamptz)`.execute(database.control)
  }
}

/** Tenants that a statement has looked into. */
const lookedInto: string[] = []
function condition(schema: string) {
  lookedInto.push(schema)
  return sql`exists (select 1 from ${sql.id(schema, 'work')} where due <= now())`
}
const until = (schema: string) => sql`(select min(due) from ${sql.id(schema, 'work')} where due > now())`
const question = { tables: ['work'], condition, until }

describe.each(DATABASE_KINDS)('asking many tenants the same on %s', (kind) => {
  let database: Database
  beforeEach(async () => {
    database = await openTestDatabase(kind)
    await makeSchemas(database)
  })
  afterEach(() => database.close())

  test('those are found that have work, until it is done, and a tenant that is gone is passed over', async () => {
    const find = watchSchemas(database, question)
    expect(await find(SCHEMAS)).toEqual([])
    await sql`insert into t_two.work values (now())`.execute(database.control)
    await expect.poll(() => find(SCHEMAS), { timeout: 30_000, interval: 200 }).toEqual(['t_two'])
    expect(await find(SCHEMAS)).toEqual(['t_two'])
    await sql`delete from t_two.work`.execute(database.control)
    await expect.poll(() => find(SCHEMAS), { timeout: 30_000, interval: 200 }).toEqual([])
  })
})

describe('asking many tenants the same on PostgreSQL', () => {
  let url: string
  let database: Database
  let find: FindSchemas
  /** Of the process, in milliseconds; moved by the tests. */
  let time = 0
  beforeEach(async () => {
    url = await createPostgresDatabase()
    database = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    await makeSchemas(database)
    time = 0
    find = watchSchemas(database, question, () => performance.now() + time)
  })
  afterEach(() => database.close())

  /** As another server that tells nobody of it; what it wrote is counted when its connection ends. */
  async function elsewhere(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.query('select pg_stat_force_next_flush()')
    await client.end()
  }

  async function asked(): Promise<{ found: string[]; lookedInto: string[] }> {
    lookedInto.length = 0
    const found = await find(SCHEMAS)
    return { found, lookedInto: [...lookedInto] }
  }
  const settle = () => expect.poll(asked, { timeout: 30_000, interval: 200 }).toEqual({ found: [], lookedInto: [] })

  test('a tenant that nobody uses is asked once, and nothing after that', async () => {
    expect(await asked()).toEqual({ found: [], lookedInto: SCHEMAS })
    await settle()
    for (let round = 0; round < 20; round++) expect(await asked()).toEqual({ found: [], lookedInto: [] })
  })

  test('work that another server left without a word is found, and no other tenant is looked into for it', async () => {
    await settle()
    await elsewhere('insert into t_one.work values (now())')
    await expect.poll(asked, { timeout: 10_000, interval: 100 }).toEqual({ found: ['t_one'], lookedInto: ['t_one'] })
    // Nobody did it: it is found again, without a look.
    expect(await asked()).toEqual({ found: ['t_one'], lookedInto: [] })
  })

  test('work that is written and not committed is not lost when it is committed after a look', async () => {
    await settle()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('begin; insert into t_one.work values (now())')
    expect((await asked()).found).toEqual([])
    await client.query('commit')
    await client.end()
    await expect.poll(async () => (await asked()).found, { timeout: 10_000, interval: 100 }).toEqual(['t_one'])
  })

  test('what becomes due by the clock alone is found when it does, and not looked for before', async () => {
    await settle()
    await elsewhere(`insert into t_two.work values (now() + interval '3 seconds')`)
    await expect.poll(async () => (await asked()).lookedInto, { timeout: 2_000, interval: 50 }).toEqual(['t_two'])
    await settle()
    await expect.poll(async () => (await asked()).found, { timeout: 10_000, interval: 100 }).toEqual(['t_two'])
  })

  test('all are asked again when the statistics were reset, however the counters stand', async () => {
    await settle()
    await elsewhere('select pg_stat_reset()')
    expect((await asked()).lookedInto).toEqual(SCHEMAS)
    await settle()
  })

  test('all are asked again when a clock was set', async () => {
    await settle()
    time += 20_000
    expect((await asked()).lookedInto).toEqual(SCHEMAS)
  })

  test('all are asked each time where the database counts nothing', async () => {
    await settle()
    await elsewhere(`alter database ${new URL(url).pathname.slice(1)} set track_counts = off`)
    await database.close()
    database = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    find = watchSchemas(database, question)
    for (let round = 0; round < 3; round++) expect((await asked()).lookedInto).toEqual(SCHEMAS)
  })

  test('a tenant that is gone is passed over, and one that returns under the same name is asked', async () => {
    await settle()
    await elsewhere('drop schema t_one cascade')
    expect(await asked()).toEqual({ found: [], lookedInto: [] })
    await elsewhere('create schema t_one', 'create table t_one.work as select now() as due')
    expect(await asked()).toEqual({ found: ['t_one'], lookedInto: ['t_one'] })
  })
})
