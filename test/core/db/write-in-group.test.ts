import { setTimeout as sleep } from 'node:timers/promises'
import { type CompiledQuery, type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { LeftGroup, writeInGroup } from '../../../core/src/db/run-together.ts'
import { withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

const MOST = 8

describe('what is written for several tenants at one moment', () => {
  let database: Database
  let other: Database
  const schemas: string[] = []
  beforeAll(async () => {
    const url = await createPostgresDatabase()
    // One connection: it has learned the statements once they were asked three times.
    database = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    other = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    for (const slug of ['one', 'two', 'three']) {
      const { schema } = await createTenant(database, { slug: `grouped-${slug}`, name: slug })
      schemas.push(schema)
      const db = database.tenant(schema)
      await sql`create table ${sql.id(schema, 'note')} (value int primary key, who text default current_user,
        began text default now()::text, check (value > 0))`.execute(db)
    }
    for (let time = 0; time < 4; time++) {
      for (const schema of schemas) await write(schema, 100 + time)
      for (const schema of schemas) await write(schema, 200 + time, { into: schemas[0] }).catch(() => undefined)
    }
  })
  beforeEach(async () => {
    for (const schema of schemas) await sql`delete from ${sql.id(schema, 'note')}`.execute(other.tenant(schema))
  })
  afterAll(async () => {
    await other.close()
    await database.close()
  })

  interface How {
    into?: string | undefined
    seconds?: number
    /** Another one is another statement. */
    as?: string
  }
  function write(schema: string, value: number, { into = schema, seconds = 0, as = 'value' }: How = {}) {
    const text = `insert into ${into}.note (value) select $1::int from pg_sleep($2::float8) returning value as ${as}`
    const db = database.tenant(schema) as unknown as Kysely<unknown>
    const query = { ...sql.raw(text).compile(db), parameters: [] } as CompiledQuery
    return writeInGroup(db, query, { parameters: [value, seconds], most: MOST })
  }
  async function stored() {
    const all = schemas.map((schema) =>
      sql<{
        value: number
        who: string
        began: string
      }>`select value, who, began from ${sql.id(schema, 'note')} order by value`.execute(other.tenant(schema)),
    )
    return (await Promise.all(all)).map(({ rows }) => rows)
  }
  const [one, two, three] = [() => schemas[0] as string, () => schemas[1] as string, () => schemas[2] as string]
  /** What each ended with: its rows, whether it has to go by itself, or its error. */
  async function ends(writes: ReadonlyArray<ReturnType<typeof write>>) {
    const settled = await Promise.allSettled(writes)
    return settled.map((end) => {
      if (end.status === 'fulfilled') return 'written'
      if (end.reason instanceof LeftGroup) return end.reason.isToBlame ? 'to blame' : 'by itself'
      return end.reason.code ?? end.reason.message
    })
  }

  test('is one transaction, in which each is written as the role of its own tenant', async () => {
    expect(await ends([write(one(), 1), write(two(), 2), write(three(), 3), write(one(), 4)])).toEqual(
      Array(4).fill('written'),
    )
    const rows = await stored()
    expect(rows.map((own) => own.map(({ value }) => value))).toEqual([[1, 4], [2], [3]])
    expect(new Set(rows.flat().map(({ began }) => began)).size).toBe(1)
    const roles = await Promise.all(
      schemas.map((schema) => sql<{ who: string }>`select current_user::text as who`.execute(other.tenant(schema))),
    )
    expect(rows.map((own) => [...new Set(own.map(({ who }) => who))])).toEqual(roles.map((role) => [role.rows[0]?.who]))
    // The connection is back in its own role, and waits for locks as ever.
    const own = await database.execute(
      `select current_user = session_user as own, current_setting('lock_timeout') as wait,
        current_setting('plan_cache_mode') as plan, $1::int as value`,
      [1],
    )
    expect(own.rows).toEqual([{ own: true, wait: '0', plan: 'auto', value: 1 }])
  })

  test('is planned once for any values, not anew at each of its first uses', async () => {
    const plans = async () => {
      const { rows } = await database.execute(`select custom_plans::int as custom, generic_plans::int as generic
        from pg_prepared_statements where statement like '%as fresh' order by statement`)
      return (rows as Array<{ custom: number; generic: number }>).map(({ custom, generic }) => [custom, generic])
    }
    // Kept at the third of them; whoever is new to the connection goes by himself.
    for (let value = 1; value <= 3; value++)
      for (const schema of [one(), two()]) await write(schema, value, { as: 'fresh' })
    expect(await plans()).toEqual([
      [1, 0],
      [1, 0],
    ])
    for (let value = 4; value <= 6; value++) {
      const writes = [one(), two()].map((schema) => write(schema, value, { as: 'fresh' }))
      expect(await ends(writes)).toEqual(['written', 'written'])
    }
    expect(await plans()).toEqual([
      [1, 3],
      [1, 3],
    ])
  })

  test('one that is refused has none written: each goes by itself, and it is known who was to blame', async () => {
    expect(await ends([write(one(), 1), write(two(), -1), write(three(), 3)])).toEqual([
      'by itself',
      'to blame',
      'by itself',
    ])
    expect(await stored()).toEqual([[], [], []])
    // By itself it has its own error.
    expect(await ends([write(two(), -1)])).toEqual(['23514'])
  })

  test('nobody writes into the tables of another, whoever writes beside him', async () => {
    for (let time = 0; time < 3; time++) {
      const writes = [write(one(), 1 + time), write(two(), 10 + time, { into: one() }), write(three(), 20 + time)]
      expect(await ends(writes)).toEqual(['by itself', 'to blame', 'by itself'])
      expect(await ends([write(two(), 10 + time, { into: one() })])).toEqual(['42501'])
    }
    expect(await stored()).toEqual([[], [], []])
  })

  test('none waits long for what another one has to wait for', async () => {
    const release = Promise.withResolvers<void>()
    const isHeld = Promise.withResolvers<void>()
    const holder = other.transaction(two(), async (trx) => {
      await sql`lock table ${sql.id(two(), 'note')} in access exclusive mode`.execute(trx)
      isHeld.resolve()
      await release.promise
    })
    await isHeld.promise
    const began = performance.now()
    expect(await ends([write(one(), 1), write(two(), 2), write(three(), 3)])).toEqual([
      'by itself',
      'to blame',
      'by itself',
    ])
    expect(performance.now() - began).toBeLessThan(2_000)
    release.resolve()
    await holder
    expect(await stored()).toEqual([[], [], []])
  })

  test('nothing is written again where the connection is lost: it is not known whether it was written', async () => {
    const writing = ends([write(one(), 1), write(two(), 2, { seconds: 20 }), write(three(), 3)])
    await sleep(300)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and state = 'active' and query like 'insert into%note%' and pid <> pg_backend_pid()`.execute(other.control)
    const ended = await writing
    expect(ended).toHaveLength(3)
    for (const end of ended) expect(end).toMatch(/57P01|terminat/i)
    await sleep(300)
    expect(await stored()).toEqual([[], [], []])
  })

  test('all end where the time of their requests does, and are not tried again', async () => {
    for (let time = 0; time < 4; time++) for (const schema of schemas) await write(schema, 300 + time)
    await Promise.all(schemas.map((schema) => sql`delete from ${sql.id(schema, 'note')}`.execute(other.tenant(schema))))
    const limited = (schema: string, value: number, seconds: number) =>
      withStatementLimits({ milliseconds: 300 }, () => write(schema, value, { seconds }))
    expect(await ends([limited(one(), 1, 0), limited(two(), 2, 20), limited(three(), 3, 0)])).toEqual(
      Array(3).fill('57014'),
    )
    expect(await stored()).toEqual([[], [], []])
  })

  test('a connection learns what is new to it together with what it knows, and later where the message was refused before', async () => {
    const learn = (value: number) => write(one(), value, { as: 'learned' })
    const kept = async () => {
      const { rows } = await database.execute(
        `select count(*)::int as kept from pg_prepared_statements where statement like '%as learned' and $1::int = 1`,
        [1],
      )
      return (rows as Array<{ kept: number }>)[0]?.kept
    }
    for (let time = 0; time < 4; time++) for (const schema of [two(), three()]) await write(schema, 400 + time)
    // Kept at the third of them.
    await learn(1)
    await learn(2)
    expect(await ends([write(two(), -1), learn(3)])).toEqual(['to blame', 'by itself'])
    expect(await kept()).toBe(0)
    expect(await ends([write(two(), 1), learn(4), write(three(), 1)])).toEqual(Array(3).fill('written'))
    expect(await kept()).toBe(1)
    expect(await ends([learn(5), learn(6), write(three(), 2)])).toEqual(Array(3).fill('written'))
    expect(await kept()).toBe(1)
    const [rows] = await stored()
    expect(rows?.map(({ value }) => value)).toEqual([1, 2, 4, 5, 6])
    expect(new Set(rows?.slice(3).map(({ began }) => began)).size).toBe(1)
  })

  test('what a connection has learned of a message that was refused after it, it knows', async () => {
    const learn = (value: number) => write(one(), value, { as: 'early' })
    for (let time = 0; time < 4; time++) for (const schema of [two(), three()]) await write(schema, 400 + time)
    await learn(1)
    await learn(2)
    expect(await ends([learn(3), write(two(), -1)])).toEqual(['by itself', 'to blame'])
    expect(await ends([learn(4), write(two(), 2), learn(5)])).toEqual(Array(3).fill('written'))
    const [rows] = await stored()
    expect(rows?.map(({ value }) => value)).toEqual([1, 2, 4, 5])
  })

  test('a connection learns with others what it had parsed before for a write that was refused', async () => {
    const learn = (value: number) => write(one(), value, { as: 'refused' })
    for (let time = 0; time < 4; time++) for (const schema of [two(), three()]) await write(schema, 400 + time)
    await learn(1)
    await learn(2)
    // Kept from the third time on.
    await expect(learn(-1)).rejects.toThrow()
    expect(await ends([write(two(), 1), learn(3), write(three(), 1)])).toEqual(Array(3).fill('written'))
    expect(await ends([learn(4), write(two(), 2), learn(5)])).toEqual(Array(3).fill('written'))
  })

  test('those that the connection has yet to learn go by themselves', async () => {
    const db = database.tenant(one()) as unknown as Kysely<unknown>
    const query = { ...sql.raw(`insert into ${one()}.note (value) values ($1::int)`).compile(db), parameters: [] }
    const fresh = writeInGroup(db, query as unknown as CompiledQuery, { parameters: [9], most: MOST })
    const ended = await ends([write(one(), 1), fresh, write(three(), 3)])
    // After a lost connection the others are new to this one, too.
    expect(ended.filter((end) => end !== 'written' && end !== 'by itself')).toEqual([])
    expect(ended[1]).toBe('by itself')
  })
})
