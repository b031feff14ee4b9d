import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Ran, runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../../support/start-process.ts'
import { BUCKET, KEYS, openS3Server } from '../storage/open-s3-server.ts'
import { type Contents, fillInstallation, type Place, readInstallation, SECRET } from './fill-installation.ts'

// Commands are processes of their own, several a test, each of which loads all of Tenon.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const { folder, remove } = temporaryFolder()
const at = (...path: string[]) => join(folder, ...path)
const place = (name: string): Place => ({
  database: { kind: 'pglite', folder: at(name) },
  folder: at(name),
  files: at(name, 'files'),
})
const run = (args: string[], name: string, env: Record<string, string> = {}): Promise<Ran> =>
  runTenon(args, { TENON_FOLDER: at(name), ...env })

let contents: Contents
beforeAll(async () => {
  contents = await fillInstallation(place('source'))
  writeFileSync(at('source', 'secret'), `${SECRET}\n`, { mode: 0o600 })
  const ran = await run(['backup', at('backup')], 'source')
  expect(ran).toMatchObject({ code: 0, output: expect.stringContaining('It holds the secret') })
})
afterEach(killStartedProcesses)
afterAll(remove)

/** The backup with something done to it. */
function damagedCopy(name: string, damage: (path: (...parts: string[]) => string) => void): string {
  cpSync(at('backup'), at(name), { recursive: true })
  damage((...parts) => at(name, ...parts))
  return at(name)
}

function storedFile(backup: string): string {
  const found = readdirSync(join(backup, 'files'), { recursive: true, withFileTypes: true })
  const file = found.find((entry) => entry.isFile())
  return join(file?.parentPath ?? '', file?.name ?? '')
}

test('an installation comes back in another folder: tenants, records, bytes of files, secrets', async () => {
  const restored = await run(['restore', at('backup')], 'restored')
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('2 tenants, 4 files') })
  expect(await readInstallation(place('restored'))).toEqual(contents)
  expect(contents.records).toHaveLength(3)
  expect(readFileSync(at('restored', 'secret'), 'utf8').trim()).toBe(SECRET)
  expect(existsSync(at('restored', 'restoring'))).toBe(false)
  expect(await run(['files', 'verify'], 'restored')).toMatchObject({ code: 0 })
})

test('files of a disk come back into a bucket', async () => {
  const s3 = await openS3Server()
  const env = {
    TENON_FILES: `s3://${BUCKET}/crm?region=${s3.region}&endpoint=${s3.endpoint}`,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  }
  expect(await run(['restore', at('backup')], 'to-bucket', env)).toMatchObject({ code: 0 })
  expect([...s3.objects.values()].map((bytes) => bytes.toString('base64')).sort()).toEqual([...contents.bytes].sort())
  expect(await run(['backup', at('of-bucket')], 'to-bucket', env)).toMatchObject({ code: 0 })
  await s3.close()
  expect(await run(['restore', at('of-bucket')], 'from-bucket')).toMatchObject({ code: 0 })
  expect(await readInstallation(place('from-bucket'))).toEqual(contents)
})

test('a backup without the secret is restored with the one that is given, and with another one only when told to', async () => {
  expect(await run(['backup', at('bare'), '--without-secret'], 'source')).toMatchObject({
    code: 0,
    output: expect.stringContaining('the secret, which is not in it'),
  })
  expect(existsSync(at('bare', 'secret'))).toBe(false)
  const none = await run(['restore', at('bare')], 'no-secret')
  expect(none).toMatchObject({ code: 5, output: expect.stringContaining('was taken without its secret') })
  const other = { TENON_SECRET: [...SECRET].reverse().join('') }
  const wrong = await run(['restore', at('bare')], 'no-secret', other)
  expect(wrong).toMatchObject({ code: 5, output: expect.stringContaining('not taken with the secret in use here') })
  expect(existsSync(at('no-secret'))).toBe(false)
  expect(await run(['restore', at('bare')], 'no-secret', { TENON_SECRET: SECRET })).toMatchObject({ code: 0 })
  expect(existsSync(at('no-secret', 'secret'))).toBe(false)
  expect(await run(['restore', at('bare'), '--other-secret'], 'lost-secret', other)).toMatchObject({ code: 0 })
})

describe('what is refused changes nothing:', () => {
  test('a folder that has a database, and a storage that has other files', async () => {
    const taken = await run(['restore', at('backup')], 'source')
    expect(taken).toMatchObject({ code: 6, output: expect.stringContaining('There is a database in') })
    expect(await readInstallation(place('source'))).toEqual(contents)
    const strange = at('strange', 'files', 't_acme', 'ff')
    cpSync(storedFile(at('backup')), join(strange, '0190a0a0-0000-7000-8000-0000000000ff'))
    const files = await run(['restore', at('backup')], 'strange')
    expect(files).toMatchObject({ code: 6, output: expect.stringContaining("holds some of tenant 'acme' already") })
    expect(existsSync(at('strange', 'pglite'))).toBe(false)
  })

  test.each<[string, string, (path: (...parts: string[]) => string) => void]>([
    [
      'a database with one other byte',
      "'database.tar.gz' is not what was written then",
      (path) => flip(path('database.tar.gz')),
    ],
    ['a list of files without its last line', "'files.jsonl' is not what", (path) => shorten(path('files.jsonl'))],
    ['a file with one other byte', 'is not what was written then', (path) => flip(storedFile(path()))],
    ['a file that is missing', 'is missing', (path) => rmSync(storedFile(path()))],
    ['a database that is missing', "'database.tar.gz' is missing", (path) => rmSync(path('database.tar.gz'))],
    ['a manifest that is no JSON', 'its manifest.json is damaged', (path) => shorten(path('manifest.json'))],
    ['no manifest', 'it has no manifest.json, which is written last', (path) => rmSync(path('manifest.json'))],
    ['another secret', "'secret' is not what was written then", (path) => flip(path('secret'))],
  ])('%s', async (name, message, damage) => {
    const backup = damagedCopy(`with ${name}`, damage)
    const ran = await run(['restore', backup], `refused ${name}`)
    expect(ran).toMatchObject({ code: 4, output: expect.stringContaining(message) })
    expect([existsSync(at(`refused ${name}`, 'pglite')), existsSync(at(`refused ${name}`, 'secret'))]).toEqual([
      false,
      false,
    ])
    rmSync(backup, { recursive: true })
  })

  test('a manifest that somebody has edited, a newer Tenon’s, and another kind of database', async () => {
    const edit = (text: string, by: string) => (path: (...parts: string[]) => string) =>
      writeFileSync(path('manifest.json'), readFileSync(path('manifest.json'), 'utf8').replace(text, by))
    const edited = damagedCopy('edited', edit('"slug": "acme"', '"slug": "evil"'))
    expect(await run(['restore', edited], 'none')).toMatchObject({
      code: 5,
      output: expect.stringContaining('its manifest was changed'),
    })
    const layout = damagedCopy('newer-layout', edit('"format": 1', '"format": 2'))
    const newer = expect.stringContaining('taken by a newer Tenon')
    expect(await run(['restore', layout], 'none')).toMatchObject({ code: 5, output: newer })
    const tables = damagedCopy('newer-tables', edit('"tenant": "00', '"tenant": "99'))
    expect(await run(['restore', tables, '--check'], 'none')).toMatchObject({ code: 5, output: newer })
    const server = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', TENON_SECRET: SECRET }
    const kind = expect.stringContaining('is of the embedded database')
    expect(await run(['restore', at('backup')], 'none', server)).toMatchObject({ code: 5, output: kind })
    expect(existsSync(at('none', 'pglite'))).toBe(false)
  })

  test('a backup to a folder that is there, of a folder without a database, or while a server runs', async () => {
    const there = await run(['backup', at('backup')], 'source')
    expect(there).toMatchObject({ code: 1, output: expect.stringContaining('a backup is written to a new folder') })
    const nothing = await run(['backup', at('of-nothing')], 'not-there')
    expect(nothing).toMatchObject({ code: 1, output: expect.stringContaining('There is no embedded database in') })
    expect([existsSync(at('of-nothing')), existsSync(at('not-there'))]).toEqual([false, false])
    writeFileSync(at('source', 'lock'), JSON.stringify({ pid: process.pid, startedAt: null }))
    const running = await run(['backup', at('of-running')], 'source')
    rmSync(at('source', 'lock'))
    expect(running).toMatchObject({ code: 1, output: expect.stringContaining('stop that one first') })
  })
})

test('files that are missing or changed where they lie are told at a backup, and again at a restore of it', async () => {
  cpSync(at('source'), at('faulty'), { recursive: true })
  const [missing, changed] = contents.stored.map(({ id }) => at('faulty', 'files', 't_acme', id.slice(-2), id))
  rmSync(missing ?? '')
  flip(changed ?? '')
  const taken = await run(['backup', at('of-faulty')], 'faulty')
  expect(taken).toMatchObject({ code: 3, output: expect.stringContaining('2 files are missing or changed') })
  const restored = await run(['restore', at('of-faulty')], 'from-faulty')
  expect(restored).toMatchObject({ code: 3, output: expect.stringContaining('2 files are not as they were uploaded') })
  expect(restored.output).toContain(`acme: ${contents.stored[0]?.id} 'scan 0.pdf' is missing`)
})

test('a backup that is killed has no name and no manifest, and is never restored', async () => {
  cpSync(at('source'), at('large'), { recursive: true })
  const killed = startProcess(['backup', at('killed')], { TENON_FOLDER: at('large') })
  await killed.printed('Database …')
  await killed.kill('SIGKILL')
  expect(existsSync(at('killed'))).toBe(false)
  expect(existsSync(at('killed.partial', 'manifest.json'))).toBe(false)
  const ran = await run(['restore', at('killed.partial')], 'from-killed')
  expect(ran).toMatchObject({ code: 4, output: expect.stringContaining('one that was cut short') })
  const again = await run(['backup', at('killed')], 'large')
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining('was cut short. In that case remove it') })
  rmSync(at('killed.partial'), { recursive: true })
  const stopped = startProcess(['backup', at('killed')], { TENON_FOLDER: at('large') })
  await stopped.printed('Database …')
  expect(await stopped.kill('SIGTERM')).toBe(1)
  expect(stopped.output()).toContain('The backup was stopped; nothing of it is left')
  expect([existsSync(at('killed')), existsSync(at('killed.partial'))]).toEqual([false, false])
  expect(await run(['backup', at('killed')], 'large')).toMatchObject({ code: 0 })
})

test('a restore that was killed is done again over what it has left', async () => {
  const killed = startProcess(['restore', at('backup')], { TENON_FOLDER: at('again') })
  await killed.printed('Database …')
  await killed.kill('SIGKILL')
  expect(existsSync(at('again', 'pglite'))).toBe(false)
  expect(await run(['restore', at('backup')], 'again')).toMatchObject({ code: 0 })
  expect(await readInstallation(place('again'))).toEqual(contents)
})

function flip(path: string): void {
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

function shorten(path: string): void {
  const text = readFileSync(path, 'utf8').trimEnd()
  writeFileSync(path, `${text.slice(0, text.lastIndexOf('\n'))}\n`)
}
