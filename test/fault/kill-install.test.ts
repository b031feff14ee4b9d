import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPostgresDatabase } from '../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../support/start-process.ts'

const PLUGINS = join(import.meta.dirname, '../../plugins')
const SLOW = 180_000
const { folder: root, remove } = temporaryFolder()
const newer = join(root, 'crm')

describe('a change of plugins that is killed with -9 just before it holds', () => {
  let env: Record<string, string> = {}
  let client: pg.Client

  beforeAll(async () => {
    env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'data'), TENON_LOG_LEVEL: 'silent' }
    client = new pg.Client({ connectionString: env['DATABASE_URL'] })
    await client.connect()
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
    cpSync(join(PLUGINS, 'crm'), newer, { recursive: true })
    writeFileSync(
      join(newer, 'plugin.json'),
      changed(join(newer, 'plugin.json'), '"version": "0.1.0"', '"version": "0.1.1"'),
    )
    const note = join(newer, 'entities/note.schema.json')
    writeFileSync(
      note,
      changed(note, '"properties": {', '"properties": { "mood": { "fieldType": "text", "label": { "en": "Mood" } },'),
    )
  }, SLOW)
  afterEach(killStartedProcesses)
  afterAll(async () => {
    await client?.end()
    remove()
  })

  function changed(file: string, from: string, to: string): string {
    return readFileSync(file, 'utf8').replace(from, to)
  }

  /** Everything that the change could have left behind. */
  async function state() {
    const rows = async (query: string) => (await client.query({ text: query, rowMode: 'array' })).rows
    return {
      plugins: await rows('select id, version from t_acme._plugin order by id'),
      versions: await rows('select version from t_acme._model_version order by version'),
      columns: await rows(
        `select table_name, column_name from information_schema.columns
          where table_schema = 't_acme' and table_name not like '\\_%' order by 1, 2`,
      ),
      parked: await rows('select table_name, column_name from t_acme._parked_column'),
    }
  }

  /** Runs a command until its transaction waits for its last table, which is held here, and kills it there. */
  async function killAtTheEnd(args: string[]): Promise<void> {
    await client.query('begin; lock table t_acme._plugin in share mode')
    const run = startProcess(args, env)
    for (let waiting = 0; waiting === 0; ) {
      const { rows } = await client.query(`select count(*)::int as waiting from pg_locks where not granted
        and relation = 't_acme._plugin'::regclass
        and database = (select oid from pg_database where datname = current_database())`)
      waiting = rows[0].waiting
      if (run.child.exitCode !== null) throw new Error(`It ended before it could be killed:\n${run.output()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await run.kill('SIGKILL')
    await client.query('commit')
    // The server finds out that its client is gone only when it wants to answer.
    for (let others = 1; others > 0; ) {
      const { rows } = await client.query(`select count(*)::int as others from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
      others = rows[0].others
    }
  }

  test.each([
    ['installing', ['plugin', 'install', 'crm', 'automotive', '--tenant', 'acme', '--grant', 'all']],
    ['upgrading', ['plugin', 'upgrade', newer, '--tenant', 'acme']],
    ['removing', ['plugin', 'remove', 'automotive', '--tenant', 'acme', '--consent']],
  ])(
    '%s leaves nothing behind, and succeeds when it is done again',
    async (_what, args) => {
      const before = await state()
      await killAtTheEnd(args)
      expect(await state()).toEqual(before)
      expect(await runTenon(args, env)).toMatchObject({ code: 0 })
      expect((await state()).versions).toHaveLength(before.versions.length + 1)
    },
    SLOW,
  )
})
