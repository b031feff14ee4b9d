import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killStartedProcesses } from '../support/start-process.ts'
import { checkStorm, tellStorm } from './check-storm.ts'
import { type HarmedPostgres, startHarmedPostgres } from './harmed-postgres.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'
import { startStorm } from './write-storm.ts'

const SCHEMA = 't_main'
/** Above the 16 MB of a segment of PostgreSQL's log, which has to fit. */
const FILE_KILOBYTES = 20_480
const WAIT = { timeout: 40_000, interval: 50 }

/** A disk cannot be made small without special rights; a file can, and PostgreSQL meets both at the same places. */
describe.skipIf(process.platform !== 'linux')('a database that has no room for another record', () => {
  let postgres: HarmedPostgres
  let tenon: ServedTenon
  let client: pg.Client
  beforeAll(async () => {
    postgres = await startHarmedPostgres({ fileKilobytes: FILE_KILOBYTES })
    tenon = await startServedTenon({ DATABASE_URL: postgres.url })
    client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => undefined)
    await client.connect()
  }, 120_000)
  afterAll(async () => {
    killStartedProcesses()
    tenon?.remove()
    await client?.end()
    await postgres?.remove()
  })

  /** Rows of nobody in the audit trail, which every write needs, until its file cannot grow; resolves to PostgreSQL's words. */
  async function fill(): Promise<string> {
    // Large ones first; small ones then take what room is left in pages, so that an entry of a write finds none.
    for (const [rows, size] of [
      [1_000, 50],
      [100, 50],
      [100, 5],
      [10, 1],
    ] as const) {
      await untilRefused(rows, size)
    }
    return untilRefused(1, 1)
  }

  async function untilRefused(rows: number, size: number): Promise<string> {
    for (;;) {
      const full = await client
        .query(`insert into ${SCHEMA}._audit (id, actor, action, entity, request_id, changes)
          select gen_random_uuid(), 'filler', 'filler', 'filler', repeat(md5(n::text), ${size}), '{}'
          from generate_series(1, ${rows}) n`)
        .then(
          () => null,
          (error: Error) => error.message,
        )
      if (full !== null) return full
    }
  }

  test('refuses writes with 503 and goes on by itself once there is room; nothing is lost, doubled or half done', async () => {
    const storm = startStorm(tenon)
    await expect.poll(storm.count, WAIT).toBeGreaterThan(50)
    expect(await fill()).toMatch(/could not extend file|No space left/)
    const refused = storm.refusals()
    await expect.poll(storm.refusals, WAIT).toBeGreaterThan(refused + 8)
    const stuck = storm.count()
    const read = await fetch(`${tenon.url}/api/v1/account?limit=1`, { headers: { cookie: tenon.cookie } })
    expect(read.status).toBe(200)
    await client.query(`delete from ${SCHEMA}._audit where actor = 'filler'`)
    await client.query(`vacuum ${SCHEMA}._audit`)
    await expect.poll(storm.count, WAIT).toBeGreaterThan(stuck + 50)
    const report = { ...(await storm.stop()), prefix: storm.prefix }
    expect(Object.keys(report.refused)).toEqual(['UNAVAILABLE'])
    await checkStorm((text, values) => client.query(text, values), SCHEMA, report)
    tellStorm('full disk', report)
  }, 120_000)
})
