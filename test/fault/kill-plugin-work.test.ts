import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type PluginFiles, writePlugin } from '../core/plugins/write-plugin.ts'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, type RunningProcess, startProcess } from '../support/start-process.ts'

const SLOW = 180_000
const PATIENCE = { timeout: 60_000, interval: 200 }
const PROGRAM = join(import.meta.dirname, 'background-process.ts')
const label = (en: string) => ({ en, 'zh-CN': en })
const { folder: root, remove } = temporaryFolder()

/** A plugin whose code waits for the store of plugins: a test that holds that table can kill it there. */
function slowPlugin(id: string, lifecycle: string, rest: PluginFiles = {}): string {
  return writePlugin({
    'plugin.json': {
      ...{ id, version: '1.0.0', label: label(id), host: '^0.1.0' },
      capabilities: [
        { capability: `entity:${id}:write`, reason: label('Writes.') },
        { capability: 'kv', reason: label('Waits.') },
      ],
      schedules: rest['schedules'] ?? [],
    },
    [`entities/${id}.schema.json`]: {
      ...{ type: 'object', name: id, label: label(id), pluralLabel: label(id), titleField: 'code' },
      properties: { code: { fieldType: 'text', label: label('Code') } },
    },
    'hooks.ts': `import { definePlugin } from '@tenon/sdk/plugin'
      const note = (tenon, code) => tenon.records.create({ entity: '${id}', values: { code } })
      export const plugin = definePlugin({
        jobs: { async slow(data, tenon) {
          await note(tenon, 'begun ' + tenon.eventId)
          await tenon.kv.set('done', data)
          await note(tenon, 'done ' + tenon.eventId)
        } },
        ${String(rest['more'] ?? '')}
        lifecycle: { ${lifecycle} } })`,
    ...{
      'entities/vehicle.schema.json': undefined,
      'pipelines/service.pipeline.json': undefined,
      'rules/needs-vin.ts': undefined,
    },
  })
}

describe('plugins’ work on PostgreSQL whose process is killed with -9', () => {
  let env: Record<string, string> = {}
  let client: pg.Client
  /** Holds the table at which a process is killed. */
  let holder: pg.Client

  beforeAll(async () => {
    env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'info' }
    client = new pg.Client({ connectionString: env['DATABASE_URL'] })
    holder = new pg.Client({ connectionString: env['DATABASE_URL'] })
    await Promise.all([client.connect(), holder.connect()])
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
  }, SLOW)
  afterEach(async () => {
    killStartedProcesses()
    await holder.query('rollback')
  })
  afterAll(async () => {
    await client?.end()
    await holder?.end()
    remove()
  })

  const rows = async (query: string) => (await client.query(query)).rows
  const plugins = () => rows('select id, pending is not null as pending from t_acme._plugin order by id')
  const codes = async (table: string) =>
    (await rows(`select code from t_acme.${table} order by id`)).map(({ code }) => code)
  const tasks = (kind: string) =>
    rows(`select id, name, status, attempts, error from t_acme._plugin_task where kind = '${kind}' order by created_at`)

  /** Kills a process as soon as its plugin's code waits for the store. */
  async function killAtTheStore(start: () => RunningProcess): Promise<void> {
    await holder.query('begin; lock table t_acme._plugin_kv in share mode')
    const run = start()
    await expect
      .poll(async () => {
        if (run.child.exitCode !== null) throw new Error(`It ended before it could be killed:\n${run.output()}`)
        return rows(`select 1 from pg_locks where not granted and relation = 't_acme._plugin_kv'::regclass
          and database = (select oid from pg_database where datname = current_database())`)
      }, PATIENCE)
      .toHaveLength(1)
    await run.kill('SIGKILL')
    await holder.query('commit')
  }
  const background = async () => {
    const run = startProcess([], env, { program: PROGRAM })
    await run.printed('The background work has begun.')
    return run
  }

  const PATIENT = `async onInstall(_, tenon) { await tenon.kv.set('a', 1); await note(tenon, tenon.eventId) },`

  test(
    'an install in its onInstall is finished by the next command that looks, under the same id',
    async () => {
      const folder = slowPlugin('first', PATIENT)
      await killAtTheStore(() => startProcess(['plugin', 'install', folder, '--tenant', 'acme', '--grant', 'all'], env))
      expect(await plugins()).toEqual([{ id: 'first', pending: true }])
      const listed = await runTenon(['plugin', 'list', '--tenant', 'acme'], env)
      expect(listed.code).toBe(0)
      expect(listed.output).toMatch(/interrupted \(first 1\.0\.0\) is finished now/)
      expect(await plugins()).toEqual([{ id: 'first', pending: false }])
      const [task] = await tasks('lifecycle')
      expect(task).toMatchObject({ status: 'done', attempts: 2 })
      expect(await codes('first')).toEqual([task.id])
    },
    SLOW,
  )

  test(
    'an install in its onInstall is finished by a server that starts',
    async () => {
      const folder = slowPlugin('second', PATIENT)
      await killAtTheStore(() => startProcess(['plugin', 'install', folder, '--tenant', 'acme', '--grant', 'all'], env))
      await background()
      await expect.poll(() => codes('second'), PATIENCE).toHaveLength(1)
      await expect.poll(plugins, PATIENCE).toContainEqual({ id: 'second', pending: false })
    },
    SLOW,
  )

  test(
    'an install whose hook then fails is undone by the next install, which succeeds itself',
    async () => {
      const failing = `async onInstall(_, tenon) { await tenon.kv.set('a', 1); throw new Error('no room') },`
      const before = await plugins()
      const folder = slowPlugin('third', failing)
      await killAtTheStore(() => startProcess(['plugin', 'install', folder, '--tenant', 'acme', '--grant', 'all'], env))
      const other = await runTenon(
        ['plugin', 'install', slowPlugin('fourth', ''), '--tenant', 'acme', '--grant', 'all'],
        env,
      )
      expect(other).toMatchObject({ code: 0 })
      expect(other.output).toMatch(/interrupted \(third 1\.0\.0\) was undone, because its hook failed: .*no room/)
      expect(await plugins()).toEqual(
        [...before, { id: 'fourth', pending: false }].sort((a, b) => (a.id < b.id ? -1 : 1)),
      )
      expect(await rows(`select to_regclass('t_acme.third') as found`)).toEqual([{ found: null }])
    },
    SLOW,
  )

  test(
    'a task in the middle of its run is run again by another process, under the same id',
    async () => {
      await client.query(`insert into t_acme._plugin_task (id, plugin, kind, name, data, run_at, status, depth, created_by)
        values (gen_random_uuid(), 'first', 'job', 'slow', '"x"', now(), 'waiting', 0, 'system')`)
      await killAtTheStore(() => startProcess([], env, { program: PROGRAM }))
      const [task] = await tasks('job')
      expect(task).toMatchObject({ status: 'running', attempts: 1 })
      const said = async (word: string) => (await codes('first')).filter((code) => code === `${word} ${task.id}`).length
      expect([await said('begun'), await said('done')]).toEqual([1, 0])
      // Its time is not up: for all that others know, it is still at work.
      const second = await background()
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      expect((await tasks('job'))[0]).toMatchObject({ status: 'running', attempts: 1 })
      await second.kill('SIGKILL')
      await client.query(`update t_acme._plugin_task set locked_until = now() - interval '1 second' where kind = 'job'`)
      await background()
      await expect.poll(() => tasks('job'), PATIENCE).toMatchObject([{ id: task.id, status: 'done', attempts: 2 }])
      expect([await said('begun'), await said('done')]).toEqual([2, 1])
    },
    SLOW,
  )

  test(
    'two processes that find the same schedules due fire each once',
    async () => {
      const schedules = Array.from({ length: 30 }, (_, n) => ({
        name: `tick${n}`,
        label: label('Tick'),
        cron: '0 0 1 1 *',
      }))
      const code = schedules.map(
        ({ name }) => `async ${name}({ scheduledFor }, tenon) { await note(tenon, '${name} ' + scheduledFor) },`,
      )
      const folder = slowPlugin('fifth', '', { schedules, more: `schedules: { ${code.join(' ')} },` })
      expect(await runTenon(['plugin', 'install', folder, '--tenant', 'acme', '--grant', 'all'], env)).toMatchObject({
        code: 0,
      })
      await client.query(
        `update tenon.plugin_schedule set next_run_at = date_trunc('milliseconds', now() - interval '3 days')`,
      )
      const due = await rows('select name, next_run_at from tenon.plugin_schedule order by name')
      await Promise.all([background(), background()])
      const expected = due.map(({ name, next_run_at }) => `${name} ${next_run_at.toISOString()}`)
      await expect.poll(async () => (await codes('fifth')).sort(), PATIENCE).toEqual(expected.sort())
      expect(await tasks('schedule')).toHaveLength(30)
      const next = await rows('select 1 from tenon.plugin_schedule where next_run_at <= now()')
      expect(next).toEqual([])
    },
    SLOW,
  )
})

test(
  'an install on the embedded database that is killed in its onInstall is finished by the next command',
  async () => {
    const env = { TENON_FOLDER: join(root, 'embedded'), TENON_LOG_LEVEL: 'info' }
    const long = `async onInstall(_, tenon) {
      tenon.log.info('onInstall has begun')
      for (let n = 0; n < 900; n++) await tenon.kv.increment('n')
      await note(tenon, tenon.eventId)
    },`
    const run = startProcess(['tenant', 'create', 'acme', '--plugin', slowPlugin('sixth', long)], env)
    await run.printed('onInstall has begun')
    await run.kill('SIGKILL')
    expect(run.output()).not.toMatch(/is ready/)
    const listed = await runTenon(['plugin', 'list', '--tenant', 'acme'], env)
    expect(listed).toMatchObject({ code: 0 })
    expect(listed.output).toMatch(/interrupted \(sixth 1\.0\.0\) is finished now/)
    expect(listed.output).toMatch(/sixth {2}1\.0\.0/)
    const told = await runTenon(['plugin', 'tasks', '--tenant', 'acme'], env)
    expect(told.output).toMatch(/done {5}.*lifecycle {2}sixth onInstall {2}attempts: 2/)
  },
  SLOW,
)
