import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { killStartedProcesses } from '../support/start-process.ts'
import { type HarmedPostgres, startHarmedPostgres } from './harmed-postgres.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'

const SLOW = 240_000
const PATIENCE = { timeout: 90_000, interval: 50 }

/** Killing by process id reads /proc. */
describe.skipIf(process.platform !== 'linux')('PostgreSQL that is killed with -9 in the middle of', () => {
  let postgres: HarmedPostgres
  let tenon: ServedTenon
  beforeAll(async () => {
    postgres = await startHarmedPostgres()
    tenon = await startServedTenon({ DATABASE_URL: postgres.url })
  }, SLOW)
  afterAll(async () => {
    killStartedProcesses()
    tenon?.remove()
    await postgres?.remove()
  })

  async function query(text: string, values: unknown[] = []) {
    const client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return (await client.query(text, values)).rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** Kills the database in the statement that writes the row, has it start again, and gives what the request was told. */
  async function killedAt<T>(
    { table, change, row }: { table: string; change: 'insert' | 'update'; row: string },
    begin: () => Promise<T>,
  ): Promise<T> {
    await query(`create function public.hold() returns trigger language plpgsql as
      $$ begin perform pg_sleep(600); return new; end $$`)
    await query(`create trigger hold before ${change} on t_main.${table}
      for each row when (${row}) execute function public.hold()`)
    const told = begin()
    const held = async () => (await query(`select 1 from pg_stat_activity where wait_event = 'PgSleep'`)).length
    await expect.poll(held, PATIENCE).toBe(1)
    await postgres.kill()
    // Long enough for everybody to notice.
    await sleep(1_000)
    await postgres.restart()
    await query('drop function public.hold() cascade')
    await expect.poll(tenon.isReady, PATIENCE).toBe(true)
    return told
  }

  async function post(path: string, body: unknown, { key, type }: { key?: string; type?: string } = {}) {
    const { url, cookie } = tenon
    const headers = {
      'content-type': type ?? 'application/json',
      origin: url,
      cookie,
      ...(key && { 'idempotency-key': key }),
    }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(`${url}/api/${path}`, { method: 'POST', headers, body: text })
    return { status: answer.status, body: await answer.json() }
  }

  /** Records of a name, each with how often it was audited and told of in its version. */
  const recordsOf = (name: string) =>
    query(
      `select name, id, version, deleted_at is not null as deleted,
        (select count(*)::int from t_main._audit a where a.record_id = r.id and a.version = r.version) as audited,
        (select count(*)::int from t_main._outbox o where o.record_id = r.id and o.version = r.version) as told
      from t_main.account r where name like $1 order by id`,
      [`${name} %`],
    )

  async function expectOnce(name: string, { count, version = 1 }: { count: number; version?: number }): Promise<void> {
    const found = await recordsOf(name)
    expect(new Set(found.map((record) => record.name)).size).toBe(found.length)
    expect(found).toHaveLength(count)
    expect(found.filter((one) => one.version !== version || one.audited !== 1 || one.told !== 1)).toEqual([])
  }

  test(
    'a thousand creates makes none of them, or each once when they are sent again',
    async () => {
      const records = Array.from({ length: 1_000 }, (_, at) => ({ name: `thousand ${at}` }))
      const send = () => post('v1/account/create-many', { records }, { key: 'thousand' })
      const told = await killedAt({ table: 'account', change: 'insert', row: `new.name = 'thousand 777'` }, send)
      expect(told).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
      expect((await recordsOf('thousand')).every(({ audited }) => audited === 1)).toBe(true)
      expect(await send()).toMatchObject({ status: 201, body: { created: 1_000 } })
      await expectOnce('thousand', { count: 1_000 })
    },
    SLOW,
  )

  test(
    'an import is gone on with by the server that went on: each row once, and none lost',
    async () => {
      const lines = Array.from({ length: 500 }, (_, at) => `sheet ${at}`)
      const send = () =>
        post('v1/account/import?fields=name&file=a.csv', `Name\n${lines.join('\n')}\n`, {
          type: 'text/csv',
          key: 'sheet',
        })
      await killedAt({ table: 'account', change: 'insert', row: `new.name = 'sheet 250'` }, send)
      const run = async () => (await query('select id, status, done, refused, error from t_main._bulk_run'))[0]
      await query(`update t_main._bulk_run set touched_at = now() - interval '2 minutes'`)
      await expect.poll(async () => (await run())?.status, PATIENCE).toBe('done')
      expect(await run()).toMatchObject({ done: 500, refused: 0, error: null })
      expect((await send()).body).toMatchObject({ id: (await run())?.id, status: 'done' })
      await expectOnce('sheet', { count: 500 })
    },
    SLOW,
  )

  test(
    'a merge leaves all as it was, or merges once when it is sent again',
    async () => {
      await post('v1/account/create-many', { records: [{ name: 'pair 1' }, { name: 'pair 2' }] })
      const [kept, lost] = await recordsOf('pair')
      await post('v1/account/create-many', { records: [{ name: 'child 1', parent: lost?.id }] })
      const seen = ({ id }: { id: string }) => ({ id, version: 1 })
      const body = { into: seen(kept), from: [seen(lost)], values: { sector: 'merged' } }
      const send = () => post('v1/account/merge', body, { key: 'pair' })
      const told = await killedAt({ table: 'account', change: 'update', row: `old.name = 'child 1'` }, send)
      expect(told).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
      expect((await recordsOf('pair')).map(({ version, deleted }) => [version, deleted])).toEqual([
        [1, false],
        [1, false],
      ])
      const made = await send()
      expect(made).toMatchObject({ status: 200 })
      expect(await send()).toEqual(made)
      expect((await recordsOf('pair')).map(({ version, deleted }) => [version, deleted])).toEqual([
        [2, false],
        [2, true],
      ])
      await expectOnce('child', { count: 1, version: 2 })
      expect(await query('select parent from t_main.account where name = $1', ['child 1'])).toEqual([
        { parent: kept?.id },
      ])
    },
    SLOW,
  )

  test(
    'publishing leaves the model and its tables as they were, and publishes once when it is asked again',
    async () => {
      const label = { en: 'Crate', 'zh-CN': '板条箱' }
      const properties = { name: { fieldType: 'text', label } }
      const crate = { type: 'object', name: 'crate', label, pluralLabel: label, titleField: 'name', properties }
      const ask = async (verb: string, input: object) => post(`trpc/model.${verb}`, input)
      const { url, cookie } = tenon
      const draft = await fetch(`${url}/api/trpc/model.draft`, { headers: { cookie } })
      const { revision } = (await draft.json()).result.data
      await ask('saveDraft', { edits: { entities: { crate } }, revision })
      const publish = () => ask('publish', { revision: revision + 1 })
      const versions = async () => (await query('select count(*)::int as n from t_main._model_version'))[0]?.n
      const before = await versions()
      const told = await killedAt({ table: '_model_version', change: 'insert', row: 'true' }, publish)
      expect(told).toMatchObject({ status: 503 })
      expect(await versions()).toBe(before)
      expect(await query(`select 1 from pg_tables where schemaname = 't_main' and tablename = 'crate'`)).toEqual([])
      expect((await post('v1/crate', { name: 'Too early' })).status).toBe(403)
      expect(await publish()).toMatchObject({ status: 200 })
      expect(await versions()).toBe(before + 1)
      expect((await post('v1/crate', { name: 'In time' })).status).toBe(201)
    },
    SLOW,
  )
})
