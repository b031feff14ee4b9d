import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { killStartedProcesses } from '../support/start-process.ts'
import { connectTest, killAtRow, type Place } from './kill-at.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'

const SLOW = 180_000
const PATIENCE = { timeout: 90_000, interval: 20 }
const ROWS = 600
/** Of those, records that are there already; their ids are the lowest, so that they come first. */
const KNOWN = 100

describe('an import of a file whose process is killed with -9', () => {
  let client: pg.Client
  let tenon: ServedTenon
  beforeAll(async () => {
    const url = await createPostgresDatabase()
    client = await connectTest(url)
    tenon = await startServedTenon({ DATABASE_URL: url })
  }, SLOW)
  afterAll(async () => {
    killStartedProcesses()
    tenon?.remove()
    await client?.end()
  })

  const one = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows[0]

  async function post(path: string, type: string, body: string): Promise<Response> {
    const { url, cookie } = tenon
    const headers = { 'content-type': type, origin: url, cookie, 'idempotency-key': path }
    return fetch(`${url}/api/v1/${path}`, { method: 'POST', headers, body })
  }

  /** Line n of the file is about the record n; some of its cells cannot be a web address. */
  const isWrong = (row: number) => row % 97 === 5
  const sheetOf = (name: string) => {
    const lines = Array.from({ length: ROWS }, (_, row) => {
      return `${name} ${row},${isWrong(row) ? 'no address' : `https://${name}.example/${row}`}`
    })
    return `Name,Website\n${lines.join('\n')}\n`
  }

  const PLACES: Record<string, (name: string) => Place> = {
    // The fourth batch of a hundred.
    'as it makes a record': (name: string) => ({ table: 'account', change: 'insert', row: `new.name = '${name} 350'` }),
    'as it changes one': (name: string) => ({ table: 'account', change: 'update', row: `old.name = '${name} 50'` }),
    // What it made is not known yet to be of the run.
    'before it has noted what it has made': () => {
      return { table: '_bulk_row', change: 'update', row: `(old.input ->> 'line')::int = 352` }
    },
  }

  test.each(Object.entries(PLACES))(
    '%s is finished by the next process: each row once, and none lost',
    async (where, placeOf) => {
      const name = `many${Object.keys(PLACES).indexOf(where)}`
      await client.query(
        `insert into t_main.account (id, name)
        select ('00000000-0000-4000-800' || $2::text || '-' || lpad(n::text, 12, '0'))::uuid, $1::text || ' ' || n
        from generate_series(0, ${KNOWN} - 1) n`,
        [name, name.slice(-1)],
      )
      const { table, ...place } = placeOf(name)
      const url = `account/import?fields=name,website&match=name&existing=update&file=${name}.csv`
      const begin = () => post(url, 'text/csv', sheetOf(name))
      await killAtRow(client, { ...place, table: `t_main.${table}` }, () => {
        // Its answer is lost.
        begin().catch(() => undefined)
        return tenon.process()
      })
      const killed = await one('select * from t_main._bulk_run order by started_at desc limit 1')
      expect(killed).toMatchObject({ status: 'running', total: ROWS })
      expect(killed.done + killed.refused).toBeLessThan(ROWS)
      await client.query(`update t_main._bulk_run set touched_at = now() - interval '2 minutes'`)
      await tenon.restart()
      const { id } = killed
      const run = () =>
        one('select status, total, done, refused, skipped, error from t_main._bulk_run where id = $1', [id])
      await expect.poll(async () => (await run()).status, PATIENCE).toBe('done')
      const wrong = Array.from({ length: ROWS }, (_, row) => row).filter(isWrong)
      const all = {
        status: 'done',
        total: ROWS,
        done: ROWS - wrong.length,
        refused: wrong.length,
        skipped: 0,
        error: null,
      }
      expect(await run()).toEqual(all)
      // Whoever sends it again, having had no answer, is told of the same run.
      expect(await (await begin()).json()).toMatchObject({ id, status: 'done' })
      await checkRows(name, { id, wrong })
      process.stdout.write(
        `fault kill -9 in an import of ${ROWS} rows, ${where}: killed after ${killed.done}; lost 0, doubled 0, half done 0\n`,
      )
    },
    SLOW,
  )

  async function checkRows(name: string, { id, wrong }: { id: string; wrong: number[] }): Promise<void> {
    const { rows } = await client.query(
      `select name, version, website,
        (select count(*)::int from t_main._audit a where a.record_id = r.id and a.request_id = $2) as audited,
        (select count(*)::int from t_main._outbox o where o.record_id = r.id and o.version = r.version) as told,
        (select state from t_main._bulk_row b where b.run = $2::uuid and b.record_id = r.id) as state
      from t_main.account r where name like $1`,
      [`${name} %`, id],
    )
    const found = new Map(rows.map((row) => [Number(row.name.slice(name.length + 1)), row]))
    expect(found.size).toBe(rows.length)
    for (let row = 0; row < ROWS; row++) {
      const isKnown = row < KNOWN
      const { name: _, ...facts } = found.get(row) ?? {}
      if (!wrong.includes(row)) {
        const website = `https://${name}.example/${row}`
        expect(facts).toEqual({ version: isKnown ? 2 : 1, website, audited: 1, told: 1, state: 'done' })
      } else if (isKnown) expect(facts).toMatchObject({ version: 1, website: null, audited: 0, state: 'refused' })
      else expect(facts).toEqual({})
    }
    const { url, cookie } = tenon
    const left = await fetch(`${url}/api/v1/bulk-runs/${id}/left-rows.csv`, { headers: { cookie } })
    const lines = (await left.text()).trim().split('\r\n').slice(1)
    expect(lines.map((line) => line.split(',')[0])).toEqual(wrong.map((row) => `${name} ${row}`))
  }
})
