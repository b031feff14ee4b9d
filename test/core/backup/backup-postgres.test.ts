import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import { writeBackup } from '../../../core/src/backup/write-backup.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { openPostgres } from '../../../core/src/db/open-postgres.ts'
import { collectFiles } from '../../../core/src/files/collect-files.ts'
import { finishErasures } from '../../../core/src/plugins/finish-erasures.ts'
import { holdFiles } from '../../../core/src/storage/hold-files.ts'
import { openDiskStorage } from '../../../core/src/storage/open-disk-storage.ts'
import { type PostgresWithTools, runPostgresWithTools } from '../../support/run-postgres-with-tools.ts'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../../support/start-process.ts'
import { type Contents, fillInstallation, type Place, readInstallation, SECRET } from './fill-installation.ts'

// Commands are processes of their own, several a test, each of which loads all of Tenon.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const { folder, remove } = temporaryFolder()
const at = (...path: string[]) => join(folder, ...path)

const server = await runPostgresWithTools()
if (server === null) {
  process.stderr.write('No PostgreSQL with pg_dump on this machine: what needs it of backups is not tested here.\n')
}

afterEach(killStartedProcesses)
afterAll(async () => {
  await server?.stop()
  remove()
})

/** Of a role like those of managed servers, which may make roles and is no superuser. */
async function newDatabase({ url }: Pick<PostgresWithTools, 'url'>): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await client.query(`create role ${name} login createrole password '${name}'`)
  await client.query(`create database ${name} owner ${name}`)
  await client.end()
  return Object.assign(new URL(url), { pathname: `/${name}`, username: name, password: name }).href
}

const place = (url: string, name: string): Place => ({
  database: { kind: 'postgres', url, poolSize: 5 },
  folder: at(name),
  files: at(name, 'files'),
})

function settings(url: string, name: string): Record<string, string> {
  const bin = server === null ? {} : { TENON_PG_BIN: server.bin }
  return { DATABASE_URL: url, TENON_FOLDER: at(name), TENON_SECRET: SECRET, ...bin }
}

const run = (args: string[], env: Record<string, string>): Promise<Ran> => runTenon(args, env)

/** Stands for PostgreSQL's programs of another version. */
function programs(name: string, version: string): string {
  mkdirSync(at(name), { recursive: true })
  for (const program of ['pg_dump', 'pg_restore']) {
    writeFileSync(at(name, program), `#!/bin/sh\necho "${program} (PostgreSQL) ${version}"\n`)
    chmodSync(at(name, program), 0o755)
  }
  return at(name)
}

test('a pg_dump that is missing, or older than the server, is told with what would do; nothing is left', async () => {
  const url = await newDatabase({ url: inject('postgresUrl') })
  const env = { DATABASE_URL: url, TENON_FOLDER: at('data'), TENON_SECRET: SECRET }
  const none = await run(['backup', at('nothing')], env)
  expect(none).toMatchObject({
    code: 1,
    output: expect.stringContaining('Tenon has made no tables in this database yet'),
  })
  await run(['tenant', 'create', 'acme', '--name', 'Acme'], env)
  const missing = await run(['backup', at('nothing'), '--pg-bin', at('empty')], env)
  expect(missing).toMatchObject({
    code: 1,
    output: expect.stringMatching(/There is no pg_dump in '.*empty': install PostgreSQL's/),
  })
  const old = await run(['backup', at('nothing')], { ...env, TENON_PG_BIN: programs('old', '14.9 (Debian)') })
  expect(old).toMatchObject({
    code: 1,
    output: expect.stringMatching(/pg_dump is of version 14, but the server is PostgreSQL \d+/),
  })
  const onPath = await run(['backup', at('nothing')], {
    ...env,
    PATH: `${at('old')}${delimiter}/usr/bin${delimiter}/bin`,
  })
  expect(onPath.output).toContain('pg_dump is of version 14')
  expect([existsSync(at('nothing')), existsSync(at('nothing.partial'))]).toEqual([false, false])
})

test('files are not removed while somebody holds them, and are as soon as nobody does', async () => {
  const url = await newDatabase({ url: inject('postgresUrl') })
  const source = place(url, 'held')
  await fillInstallation(source)
  await withDatabase(url, async (database) => {
    const storage = openDiskStorage(source.files)
    const old = sql`update t_acme._file set created_at = now() - interval '2 days'`
    await old.execute(database.tenant('t_acme'))
    const ground = { database, storage }
    const traces = JSON.stringify({ entities: ['paper'], fields: [], until: uuidv7() })
    const erasure = { id: uuidv7(), plugin: 'other', traces }
    await database.tenant('t_acme').insertInto('_erasure').values(erasure).execute()
    const removed: unknown[] = []
    async function remove(): Promise<void> {
      const { pending } = await collectFiles(ground)
      await finishErasures(ground, 't_acme')
      const open = await database.tenant('t_acme').selectFrom('_erasure').select('id').execute()
      removed.push({ pending, purges: open.length, files: (await filesIn(source)).length })
    }
    await holdFiles(database, remove)
    await remove()
    // The purge is the test's own: it takes all files of the entity with it.
    expect(removed).toEqual([
      { pending: 0, purges: 1, files: 4 },
      { pending: 1, purges: 0, files: 0 },
    ])
  })
})

async function filesIn({ files }: Place): Promise<string[]> {
  const entries = await readdir(files, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Whose a tenant's tables are. */
async function roleOf(url: string): Promise<string> {
  return withDatabase(url, async (database) => {
    const owners = await database.execute(
      `select distinct tableowner as owner from pg_tables where schemaname = 't_acme'`,
    )
    return (owners.rows as Array<{ owner: string }>).map(({ owner }) => owner).join()
  })
}

async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openPostgres({ url, poolSize: 5 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

let contents: Contents
let url = ''
beforeAll(async () => {
  if (server === null) return
  url = await newDatabase(server)
  contents = await fillInstallation(place(url, 'source'))
  const ran = await run(['backup', at('backup')], settings(url, 'source'))
  expect(ran).toMatchObject({ code: 0, output: expect.stringContaining('Keep TENON_SECRET, which is not in it') })
  expect(ran.output).toContain('4 files')
})

test.skipIf(server === null)(
  'an installation comes back in another database and folder, while the first goes on',
  async () => {
    const target = await newDatabase(server as PostgresWithTools)
    const restored = await run(['restore', at('backup')], settings(target, 'restored'))
    expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('2 tenants, 4 files') })
    expect(await readInstallation(place(target, 'restored'))).toEqual(contents)
    const roles = [await roleOf(url), await roleOf(target)]
    expect(roles).toEqual([expect.stringMatching(/^tenon_/), expect.stringMatching(/^tenon_/)])
    expect(roles[0]).not.toBe(roles[1])
    const again = await run(['restore', at('backup')], settings(target, 'elsewhere'))
    expect(again).toMatchObject({ code: 6, output: expect.stringContaining('The database is not empty: it has') })
    expect(existsSync(at('elsewhere', 'files', 't_acme'))).toBe(false)
    expect(await readInstallation(place(url, 'source'))).toEqual(contents)
  },
  120_000,
)

test.skipIf(server === null)(
  'a restore that is stopped leaves an empty database, which it can be done to again',
  async () => {
    const target = await newDatabase(server as PostgresWithTools)
    const stopped = startProcess(['restore', at('backup')], settings(target, 'stopped'))
    await stopped.printed('Database …')
    expect(await stopped.kill('SIGTERM')).toBe(1)
    expect(stopped.output()).toContain('The restore was stopped')
    const again = await run(['restore', at('backup')], settings(target, 'stopped'))
    expect(again).toMatchObject({ code: 0 })
    expect(await readInstallation(place(target, 'stopped'))).toEqual(contents)
  },
  120_000,
)

test.skipIf(server === null)(
  'a pg_restore older than the pg_dump, and an installation without a server, are refused',
  async () => {
    const target = await newDatabase(server as PostgresWithTools)
    const env = { ...settings(target, 'older'), TENON_PG_BIN: programs('older', '9.6.24') }
    const ran = await run(['restore', at('backup')], env)
    expect(ran).toMatchObject({
      code: 1,
      output: expect.stringMatching(/pg_restore is of version 9, but the backup was written/),
    })
    const embedded = await run(['restore', at('backup')], { TENON_FOLDER: at('embedded'), TENON_SECRET: SECRET })
    expect(embedded).toMatchObject({ code: 5, output: expect.stringContaining('is of a PostgreSQL server') })
  },
)

test.skipIf(server === null)(
  'what is uploaded, changed or collected while a backup is taken does not tear it',
  async () => {
    const own = await newDatabase(server as PostgresWithTools)
    const source = place(own, 'busy')
    const before = await fillInstallation(source)
    await withDatabase(own, async (database) => {
      const storage = openDiskStorage(source.files)
      let asked = 0
      const busy = {
        ...storage,
        open: async (key: Parameters<typeof storage.open>[0]) => {
          if (asked++ === 0) {
            await sql`update t_acme._file set created_at = now() - interval '2 days'`.execute(database.tenant('t_acme'))
            await sql`update t_acme.paper set name = 'changed meanwhile'`.execute(database.tenant('t_acme'))
            expect(await collectFiles({ database, storage })).toEqual({ pending: 0, detached: 0 })
          }
          return storage.open(key)
        },
      }
      const options = { withSecret: true, pgBin: server?.bin, onProgress: () => undefined, onFault: () => undefined }
      const backup = { database, config: source.database, storage: busy, secret: SECRET }
      const manifest = await writeBackup(backup, { ...options, target: at('of-busy') })
      expect(manifest.files).toMatchObject({ count: 4, faults: 0 })
      expect(await collectFiles({ database, storage })).toEqual({ pending: 1, detached: 0 })
    })
    const target = await newDatabase(server as PostgresWithTools)
    expect(await run(['restore', at('of-busy')], settings(target, 'from-busy'))).toMatchObject({ code: 0 })
    expect(await readInstallation(place(target, 'from-busy'))).toEqual(before)
  },
  120_000,
)
