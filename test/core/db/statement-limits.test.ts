import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { untilAborted, withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'

let database: Database
let watcher: pg.Client
beforeAll(async () => {
  const url = await createPostgresDatabase()
  database = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
  watcher = new pg.Client({ connectionString: url })
  await watcher.connect()
})
afterAll(async () => {
  await watcher.end()
  await database.close()
})

const doze = (seconds: number) => sql`select pg_sleep(${seconds})`.execute(database.control)
const pid = async () =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.control)).rows[0]?.pid

async function dozing(): Promise<number> {
  const { rows } = await watcher.query(`select count(*)::int as count from pg_stat_activity
    where state = 'active' and query like 'select pg_sleep%' and datname = current_database()`)
  return rows[0].count
}

test('a statement that runs out of its time is ended on the server, and the connection serves on', async () => {
  const before = new Set([await pid(), await pid()])
  await expect(withStatementLimits({ milliseconds: 100 }, () => doze(20))).rejects.toMatchObject({ code: '57014' })
  await expect.poll(dozing).toBe(0)
  expect(before.has(await pid())).toBe(true)
})

test('a statement whose caller has gone is ended on the server; one that is yet to be sent is not sent', async () => {
  const leaving = new AbortController()
  const run = () => withStatementLimits({ milliseconds: 20_000 }, () => untilAborted(leaving.signal, () => doze(20)))
  const running = run().catch((error: unknown) => error)
  await expect.poll(dozing).toBe(1)
  leaving.abort()
  expect(await running).toMatchObject({ code: '57014' })
  await expect.poll(dozing).toBe(0)
  await expect(run()).rejects.toMatchObject({ code: '57014' })
})

test('a statement that waited for a connection is not ended by the limits of whoever gave it back', async () => {
  const leaving = new AbortController()
  const gone = () => withStatementLimits({ milliseconds: 20_000 }, () => untilAborted(leaving.signal, () => doze(20)))
  const holding = [gone(), gone()].map((one) => one.catch((error: unknown) => error))
  await expect.poll(dozing).toBe(2)
  const waiting = Array.from({ length: 4 }, () => database.execute('select pg_sleep(0.2), 1 as found', []))
  leaving.abort()
  expect((await Promise.all(waiting)).map(({ rows }) => rows[0])).toMatchObject(Array(4).fill({ found: 1 }))
  for (const one of holding) expect(await one).toMatchObject({ code: '57014' })
})

test('a cancel that comes too late never ends the connection’s next statement', async () => {
  for (let round = 0; round < 40; round++) {
    const leaving = new AbortController()
    const bounded = withStatementLimits({ milliseconds: 20_000 }, () =>
      untilAborted(leaving.signal, () => doze(0.004)),
    ).catch(() => undefined)
    await sleep(2 + (round % 5))
    leaving.abort()
    const next = [doze(0.002), doze(0.002)]
    await bounded
    await Promise.all(next)
  }
})

test('limits of one request are not those of another', async () => {
  const [short, long] = await Promise.allSettled([
    withStatementLimits({ milliseconds: 60 }, () => doze(0.4)),
    withStatementLimits({ milliseconds: 5_000 }, () => doze(0.4)),
  ])
  expect([short.status, long.status]).toEqual(['rejected', 'fulfilled'])
  await doze(0.1)
})

test('a transaction that runs out of time writes nothing', async () => {
  await sql`create table tenon.kept (n int)`.execute(database.control)
  const writing = withStatementLimits({ milliseconds: 150 }, () =>
    database.controlTransaction(async (trx) => {
      await sql`insert into tenon.kept values (1)`.execute(trx)
      await sql`select pg_sleep(20)`.execute(trx)
    }),
  )
  await expect(writing).rejects.toMatchObject({ code: '57014' })
  const { rows } = await sql`select * from tenon.kept`.execute(database.control)
  expect(rows).toEqual([])
})

test('what waits for a connection is bounded, and told so at once', async () => {
  const holding = [doze(1), doze(1)]
  await expect.poll(dozing).toBe(2)
  const waiting = Array.from({ length: 1_100 }, () =>
    pid().then(
      () => 'served',
      (error: { code: string }) => error.code,
    ),
  )
  const answers = await Promise.all(waiting)
  expect(answers.filter((answer) => answer === '53300')).toHaveLength(100)
  expect(answers.filter((answer) => answer === 'served')).toHaveLength(1_000)
  await Promise.all(holding)
})
