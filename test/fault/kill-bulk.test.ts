import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { killStartedProcesses } from '../support/start-process.ts'
import { connectTest, killAtRow } from './kill-at.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'

const SLOW = 180_000
const PATIENCE = { timeout: 90_000, interval: 20 }
const RECORDS = 600
/** In the middle of a batch of a hundred. */
const KILLED_AT = 350

describe('a change of many records whose process is killed with -9', () => {
  let client: pg.Client
  let tenon: ServedTenon
  beforeAll(async () => {
    const url = await createPostgresDatabase()
    client = await connectTest(url)
    tenon = await startServedTenon({ DATABASE_URL: url })
    await client.query(`insert into t_main.account (id, name)
      select gen_random_uuid(), 'many ' || n from generate_series(1, ${RECORDS}) n`)
  }, SLOW)
  afterAll(async () => {
    killStartedProcesses()
    tenon?.remove()
    await client?.end()
  })

  async function post(path: string, body: object = {}): Promise<void> {
    const { url, cookie } = tenon
    const headers = { 'content-type': 'application/json', origin: url, cookie }
    const answer = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await answer.text()
    expect(answer.status, text).toBeLessThan(300)
  }

  const one = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows[0]
  const runOf = (id: string) =>
    one('select status, total, done, refused, skipped from t_main._bulk_run where id = $1', [id])

  /** Kills the server as it writes to one in the middle, and has the next one find a run of which nothing was heard for long. */
  async function killedHalfWay(begin: () => Promise<unknown>): Promise<{ id: string; done: number }> {
    const { id: middle } = await one(
      `select id from t_main.account where name like 'many %' order by id offset ${KILLED_AT}`,
    )
    await killAtRow(client, { table: 't_main.account', change: 'update', row: `old.id = '${middle}'` }, () => {
      // Its answer is lost.
      begin().catch(() => undefined)
      return tenon.process()
    })
    const { id, done, status } = await one('select * from t_main._bulk_run order by started_at desc limit 1')
    expect([status, done]).toEqual(['running', 300])
    await client.query(`update t_main._bulk_run set touched_at = now() - interval '2 minutes'`)
    await tenon.restart()
    await expect.poll(async () => (await runOf(id)).status, PATIENCE).toBe('done')
    return { id, done }
  }

  /** Each record once: written, audited, told of. */
  async function checkOnce(id: string, version: number): Promise<void> {
    expect(await runOf(id)).toEqual({ status: 'done', total: RECORDS, done: RECORDS, refused: 0, skipped: 0 })
    const wrong = await one(
      `select count(*)::int as count from t_main.account r where r.name like 'many %' and (r.version <> $2
        or (select count(*) from t_main._audit a where a.record_id = r.id and a.request_id = $1) <> 1
        or (select count(*) from t_main._outbox o where o.record_id = r.id and o.version = $2) <> 1)`,
      [id, version],
    )
    expect(wrong).toEqual({ count: 0 })
  }

  test(
    'is finished by the next process, and so is its undoing: nothing is lost, half done or done twice',
    async () => {
      const where = { field: 'name', op: 'contains', value: 'many' }
      const operation = { kind: 'update', values: { website: 'https://many.example' } }
      const run = await killedHalfWay(() => post('account/bulk', { target: { where }, operation }))
      await checkOnce(run.id, 2)
      const undo = await killedHalfWay(() => post(`bulk-runs/${run.id}/undo`))
      await checkOnce(undo.id, 3)
      expect(
        await one(`select count(*)::int as count from t_main.account where website is not null and name like 'many %'`),
      ).toEqual({
        count: 0,
      })
      process.stdout.write(
        `fault kill -9 in a change of ${RECORDS} records: killed after ${run.done}, and in its undoing after ${undo.done}; lost 0, doubled 0, half done 0\n`,
      )
    },
    SLOW,
  )
})
