import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildStudio } from '../../schema-studio/support/build-studio.ts'
import { buildWidgets } from '../../support/build-widgets.ts'
import { createPostgresDatabase } from '../../support/open-test-database.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses, startProcess } from '../../support/start-process.ts'

const SLOW = 60_000
const IN_FORCE = /in force in 'acme' \(version \d+, \d+ ms\)/g
const { folder: root, remove } = temporaryFolder()
const plugin = join(root, 'fleet')

beforeAll(async () => {
  await Promise.all([buildStudio(), buildWidgets()])
  expect(await runTenon(['plugin', 'new', 'fleet', '--folder', plugin])).toMatchObject({ code: 0 })
}, SLOW)
afterEach(killStartedProcesses)
afterAll(remove)

function save(file: string, from: string, to: string): number {
  const path = join(plugin, file)
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
  return performance.now()
}

const versions = (text: string) => [...text.matchAll(/\(version (\d+),/g)].map(([, version]) => Number(version))
const times = (text: string) => text.match(IN_FORCE)?.length ?? 0

describe('plugin dev', () => {
  let env: Record<string, string> = {}

  beforeAll(async () => {
    env = { TENON_FOLDER: join(root, 'data'), TENON_PORT: '0', TENON_LOG_LEVEL: 'silent' }
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
  }, SLOW)

  test(
    'serves, and brings each saved state of the plugin into force within seconds',
    async () => {
      const run = startProcess(['plugin', 'dev', plugin, '--tenant', 'acme'], env)
      await run.printed('Serving on port')
      expect(times(run.output())).toBe(1)
      const saved = save('rules/due-date-changes.ts', '7 * 24', '14 * 24')
      await expect.poll(() => times(run.output()), { timeout: 20_000, interval: 10 }).toBe(2)
      const took = performance.now() - saved
      save('plugin.json', '"version": "0.1.0"', '"version": "0.1"')
      await run.printed(/plugin\.json:\d+ \/version: '0\.1'/)
      save('plugin.json', '"version": "0.1"', '"version": "0.2.0"')
      await run.printed('fleet 0.2.0 is in force')
      save(
        'entities/fleet-job.schema.json',
        '"dueOn": {',
        '"mileage": { "fieldType": "integer", "label": { "en": "Mileage" } },\n"dueOn": {',
      )
      await expect
        .poll(() => readFileSync(join(plugin, 'entities.d.ts'), 'utf8'), { timeout: 20_000 })
        .toContain('mileage?: number')
      // One publish for one save; how long it takes is for the bench to say, where nothing shares the processors.
      expect(versions(run.output()).slice(0, 2)).toEqual([1, 2])
      expect(took).toBeLessThan(5000)
      expect(await run.kill('SIGTERM')).toBe(0)
    },
    SLOW,
  )

  test(
    'says what to do where a server has the embedded database open',
    async () => {
      const server = startProcess(['serve'], env)
      await server.printed('Tenon serves')
      const { code, output } = await runTenon(['plugin', 'dev', plugin, '--tenant', 'acme'], env)
      expect(code).toBe(1)
      expect(output).toMatch(/in use by process \d+.*'tenon plugin dev' is a server itself/)
      const beside = await runTenon(['plugin', 'dev', plugin, '--tenant', 'acme', '--beside'], env)
      expect(beside.output).toContain('leave out --beside')
    },
    SLOW,
  )
})

test(
  'plugin dev beside a server on PostgreSQL: the server runs the saved hooks, and both show what they log',
  async () => {
    const env = { DATABASE_URL: await createPostgresDatabase(), TENON_FOLDER: join(root, 'beside'), TENON_PORT: '0' }
    expect(await runTenon(['tenant', 'create', 'acme'], env)).toMatchObject({ code: 0 })
    const dev = startProcess(['plugin', 'dev', plugin, '--tenant', 'acme', '--beside'], env)
    await dev.printed('beside the running server')
    const port = await freePort()
    const server = startProcess(['serve'], { ...env, TENON_PORT: port })
    await server.printed('Tenon serves')
    const url = `http://localhost:${port}`
    const post = (path: string, body: object, cookie = '') =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url, cookie },
        body: JSON.stringify(body),
      })
    await server.printed(/setup#\S{20,}/)
    const token = /setup#(\S+)/.exec(server.output())?.[1]
    const admin = { name: 'Ada', email: 'ada@example.com', password: 'a-long-one-of-mine' }
    await post('/api/setup', { token, ...admin })
    const signedIn = await post('/api/auth/sign-in/email', admin)
    const cookie = signedIn.headers.getSetCookie().join('; ')
    const create = async () => (await post('/api/v1/fleetJob', { title: 'Oil' }, cookie)).json()
    expect(await create()).toMatchObject({ title: 'Oil' })
    save(
      'hooks.ts',
      'beforeCreate: eachRecord((job, tenon) => ',
      'beforeCreate: eachRecord((job, tenon) => { tenon.log.info("saw " + job.values.title); return ',
    )
    save('hooks.ts', 'tenon.now())),', 'tenon.now())}),')
    await expect.poll(() => times(dev.output()), { timeout: 20_000 }).toBeGreaterThan(1)
    await create()
    await server.printed('saw Oil')
    await dev.printed('  info fleet entities.fleetJob.beforeCreate: saw Oil')
    expect(await dev.kill('SIGTERM')).toBe(0)
  },
  SLOW,
)

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, 'localhost')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return String(typeof address === 'object' && address !== null ? address.port : 0)
}
