import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, type RunningProcess, startProcess } from '../support/start-process.ts'
import { testConfig } from '../support/test-config.ts'

const PROGRAM = join(import.meta.dirname, 'background-process.ts')
const ROWS = 30_000
const { folder, remove } = temporaryFolder()
let url: string
let client: pg.Client

beforeAll(async () => {
  url = await createPostgresDatabase()
  client = new pg.Client({ connectionString: url })
  await client.connect()
})
afterEach(killStartedProcesses)
afterAll(async () => {
  await client?.end()
  remove()
})

test('a change of type goes on after its process is killed with -9, again and again, and loses no value', async () => {
  const schema = await prepare()
  const written = { updates: 0, inserts: 0 }
  let [kills, done] = [0, 0]
  for (let server = await start(); ; server = await start()) {
    const wanted = done + ROWS / 6
    for (;;) {
      const run = await readRun(schema)
      if (run.status === 'done' || run.done >= wanted) break
      expect(await stateOf(schema)).toEqual({ version: 1, type: 'text' })
      await write(schema, written)
    }
    const run = await readRun(schema)
    if (run.status === 'done' || kills === 4) break
    expect(run.done).toBeGreaterThanOrEqual(done)
    done = run.done
    await kill(server)
    kills++
    await write(schema, written)
    expect(await stateOf(schema)).toEqual({ version: 1, type: 'text' })
  }
  await expect.poll(async () => (await readRun(schema)).status, { timeout: 60_000 }).toBe('done')
  expect(kills).toBe(4)
  expect(await stateOf(schema)).toEqual({ version: 2, type: 'bigint' })
  const { rows } = await client.query(`select count(*)::int as count, sum(mileage)::int as sum,
    count(*) filter (where mileage is null)::int as missing from ${schema}.box`)
  // Row n holds n; each update adds 100,000 to one row, each new row holds 1.
  const sum = (ROWS * (ROWS + 1)) / 2 + written.updates * 100_000 + written.inserts
  expect(rows[0]).toEqual({ count: ROWS + written.inserts, sum, missing: 0 })
  const left = await client.query(`select proname from pg_proc where pronamespace = '${schema}'::regnamespace
    and not starts_with(proname, '_search_') and not starts_with(proname, '_match_')`)
  expect(left.rows).toEqual([])
}, 180_000)

/** A tenant with a large table, whose text field is being made a number; nobody works on it yet. */
async function prepare(): Promise<string> {
  const config = { ...(await testConfig('postgres', 0)), database: { kind: 'postgres' as const, url, poolSize: 5 } }
  const tenon = await createTenon(config)
  const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
  const ctx = systemContext(tenant)
  const { model } = tenon.services
  await model.saveDraft(ctx, { edits: editsWith('text'), revision: 0 })
  await model.publish(ctx, { revision: 1 })
  await client.query(`insert into ${tenant.schema}.box (id, name, mileage)
    select gen_random_uuid(), n, n from generate_series(1, ${ROWS}) n`)
  const { revision } = await model.draft(ctx)
  await model.saveDraft(ctx, { edits: editsWith('integer'), revision })
  const outcome = await model.publish(ctx, { revision: revision + 1 })
  expect(outcome.version).toBe(null)
  await tenon.close()
  return tenant.schema
}

function editsWith(fieldType: string) {
  const label = { en: 'Box', 'zh-CN': '箱子' }
  const properties = {
    name: { fieldType: 'text', label },
    mileage: { fieldType, label },
  }
  const box = { type: 'object', name: 'box', label, pluralLabel: label, titleField: 'name', properties }
  return { entities: { box } }
}

async function start(): Promise<RunningProcess> {
  const env = { DATABASE_URL: url, TENON_FOLDER: folder, TENON_LOG_LEVEL: 'silent' }
  const server = startProcess([], env, { program: PROGRAM })
  await server.printed('has begun')
  return server
}

/** Until the server of the database has noticed as well, which it does when it next wants to answer. */
async function kill(server: RunningProcess): Promise<void> {
  await server.kill('SIGKILL')
  await expect
    .poll(async () => {
      const { rows } = await client.query(`select count(*)::int as others from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
      return rows[0].others
    })
    .toBe(0)
}

async function readRun(schema: string): Promise<{ status: string; done: number }> {
  const { rows } = await client.query(`select r.status, coalesce(c.done, 0)::int as done
    from ${schema}._publish_run r left join ${schema}._publish_copy c on c.run_id = r.id`)
  return rows[0]
}

/** What readers see: the version in force, and the column that goes with it. */
async function stateOf(schema: string): Promise<{ version: number; type: string }> {
  const { rows } = await client.query(`select (select max(version) from ${schema}._model_version) as version,
    (select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = '${schema}.box'::regclass and attname = 'mileage') as type`)
  return rows[0]
}

async function write(schema: string, written: { updates: number; inserts: number }): Promise<void> {
  const updated = await client.query(`update ${schema}.box set mileage = (mileage::bigint + 100000)::text
    where name = '${1 + Math.floor(Math.random() * ROWS)}'`)
  written.updates += updated.rowCount ?? 0
  await client.query(`insert into ${schema}.box (id, name, mileage) values (gen_random_uuid(), 'new', '1')`)
  written.inserts++
}
