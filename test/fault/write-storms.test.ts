import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { killStartedProcesses } from '../support/start-process.ts'
import { checkStorm, tellStorm } from './check-storm.ts'
import { type HarmedPostgres, startHarmedPostgres } from './harmed-postgres.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'
import { startStorm } from './write-storm.ts'

const SCHEMA = 't_main'
const WAIT = { timeout: 40_000, interval: 50 }

/** Freezing and killing by process id reads /proc. */
describe.skipIf(process.platform !== 'linux')('a storm of writes on PostgreSQL', () => {
  let postgres: HarmedPostgres
  let tenon: ServedTenon
  beforeAll(async () => {
    postgres = await startHarmedPostgres()
    tenon = await startServedTenon({ DATABASE_URL: postgres.url, TENON_LOG_LEVEL: 'error' })
  }, 120_000)
  afterAll(async () => {
    killStartedProcesses()
    tenon?.remove()
    await postgres?.remove()
  })

  // What the server said tells why.
  beforeEach(({ onTestFailed }) => {
    const process = tenon.process()
    onTestFailed(() => console.error(process.output().slice(-20_000)))
  })

  async function connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => undefined)
    await client.connect()
    return work(client).finally(() => client.end())
  }

  async function storming(fault: string, harm: (storm: ReturnType<typeof startStorm>) => Promise<string | undefined>) {
    const storm = startStorm(tenon)
    await expect.poll(storm.count, WAIT).toBeGreaterThan(50)
    const more = await harm(storm)
    const before = storm.count()
    await expect.poll(storm.count, WAIT).toBeGreaterThan(before + 50)
    const report = { ...(await storm.stop()), prefix: storm.prefix }
    await connected((client) => checkStorm((text, values) => client.query(text, values), SCHEMA, report))
    await expect.poll(tenon.isReady, WAIT).toBe(true)
    tellStorm(fault, report, more)
    return report
  }

  test('loses and doubles nothing when the server is killed with -9', async () => {
    await storming('kill -9 of the server', async () => {
      await tenon.kill()
      await tenon.restart()
      return undefined
    })
  }, 120_000)

  test('loses and doubles nothing when PostgreSQL is killed with -9; the server goes on without a restart', async () => {
    const process = tenon.process()
    // Of somebody who comes when the database is away already.
    const newcomer = await tenon.signIn()
    const report = await storming('kill -9 of PostgreSQL', async (storm) => {
      const [refused, began] = [storm.refusals(), performance.now()]
      await postgres.kill()
      await expect.poll(storm.refusals, WAIT).toBeGreaterThan(refused + 8)
      await expect.poll(tenon.isReady, WAIT).toBe(false)
      expect(await tenon.isAlive()).toBe(true)
      const asked = await fetch(`${tenon.url}/api/v1/account`, { headers: { cookie: newcomer } })
      expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '1'])
      await postgres.restart()
      return `; away for ${Math.round(performance.now() - began)} ms`
    })
    expect(Object.keys(report.refused)).toEqual(['UNAVAILABLE'])
    expect(tenon.process()).toBe(process)
  }, 120_000)

  test('is delayed by a database that stands still for 10 seconds, and loses and doubles nothing', async () => {
    await storming('10 s stop of PostgreSQL', async () => {
      postgres.freeze()
      const from = performance.now()
      await sleep(8_000)
      expect([await tenon.isAlive(), await tenon.isReady()]).toEqual([true, false])
      await sleep(10_000 - (performance.now() - from))
      postgres.thaw()
      return undefined
    })
  }, 120_000)

  test('is told to come back while all connections of the server are taken away, and goes on when they are not', async () => {
    const report = await storming('exhausted connections', async (storm) => {
      const hoard: pg.Client[] = []
      const refused = storm.refusals()
      await connected(async (client) => {
        for (let left = 60; left > 0; left--) {
          await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> 'hoard'`)
          const one = new pg.Client({ connectionString: postgres.url, application_name: 'hoard' })
          one.on('error', () => undefined)
          if (
            await one.connect().then(
              () => true,
              () => false,
            )
          )
            hoard.push(one)
        }
      })
      await expect.poll(storm.refusals, WAIT).toBeGreaterThan(refused + 8)
      const taken = hoard.length
      for (const one of hoard) await one.end().catch(() => undefined)
      return `; ${taken} connections hoarded`
    })
    expect(Object.keys(report.refused)).toEqual(['UNAVAILABLE'])
  }, 120_000)

  test('that ends with SIGTERM: what is under way is finished, nothing is cut off, and the process ends by itself', async () => {
    const storm = startStorm(tenon)
    await expect.poll(storm.count, WAIT).toBeGreaterThan(50)
    const stream = await fetch(`${tenon.url}/api/live`, { headers: { cookie: tenon.cookie, origin: tenon.url } })
    const heard = stream.text().catch((error: unknown) => String(error))
    // A connection that was opened ahead of a request that never comes, as browsers do.
    const ahead = connect(Number(new URL(tenon.url).port), 'localhost').on('error', () => undefined)
    const from = performance.now()
    const code = await tenon.process().kill('SIGTERM')
    const took = Math.round(performance.now() - from)
    expect(code).toBe(0)
    expect(took).toBeLessThan(20_000)
    ahead.destroy()
    expect(await heard).toMatch(/retry: \d+\n: the server ends/)
    await tenon.restart()
    const report = { ...(await storm.stop()), prefix: storm.prefix }
    await connected((client) => checkStorm((text, values) => client.query(text, values), SCHEMA, report))
    tellStorm('SIGTERM', report, `; ended after ${took} ms`)
  }, 120_000)
})
