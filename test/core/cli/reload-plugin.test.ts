import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeReloadPlugin } from '../../../core/src/cli/reload-plugin.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'

const { folder: root, remove } = temporaryFolder()
const folder = join(root, 'fleet')
let tenon: Tenon
let ctx: RequestContext
let reload: () => Promise<void>
/** What happened since it was looked at last. */
let loaded: string[] = []
let said: string[] = []

beforeAll(async () => {
  expect(await runTenon(['plugin', 'new', 'fleet', '--folder', folder])).toMatchObject({ code: 0 })
  save('plugin.json', '"host"', '"dependencies": { "crm": "^0.1.0" },\n  "host"')
  tenon = await createTenon(await testConfig('pglite'))
  ctx = systemContext(await tenon.createTenant({ slug: 'acme', name: 'Acme' }))
  const loadPluginFolder: Tenon['loadPluginFolder'] = (path, options) => {
    loaded.push(basename(path))
    return tenon.loadPluginFolder(path, options)
  }
  const say = (line: string) => void said.push(line)
  reload = makeReloadPlugin({ ...tenon, loadPluginFolder }, ctx, { folder, given: undefined, consent: false, say })
}, 60_000)
afterAll(async () => {
  await tenon.close()
  remove()
})

function save(file: string, from: string, to: string): void {
  const path = join(folder, file)
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
}

async function reloaded() {
  loaded = []
  said = []
  await reload()
  const [, version] = /\(version (\d+), \d+ ms\)/.exec(said.join('\n')) ?? []
  return { loaded, version: Number(version) }
}

test('the first reload installs the plugin and what it needs, in one publish', async () => {
  expect(await reloaded()).toEqual({ loaded: ['fleet', 'crm'], version: 1 })
  expect(said).toEqual([expect.stringMatching(/^fleet 0\.1\.0 is in force in 'acme' \(version 1, \d+ ms\)\.$/)])
})

test('a saved rule costs one bundle and one publish, and runs', async () => {
  save('rules/due-date-changes.ts', '7 * 24', '14 * 24')
  const before = new Date()
  expect(await reloaded()).toEqual({ loaded: ['fleet'], version: 2 })
  const { dueOn } = await tenon.services.records.create(ctx, { entity: 'fleetJob', values: { title: 'Oil' } })
  expect(Date.parse(String(dueOn)) - before.getTime()).toBeGreaterThan(12 * 86_400_000)
})

test('a save that changes nothing of the package publishes nothing', async () => {
  writeFileSync(join(folder, 'README.md'), 'for the authors')
  expect(await reloaded()).toEqual({ loaded: ['fleet'], version: 2 })
})

test('a saved entity brings its field into force and into the types; types that are the same are not written', async () => {
  const types = join(folder, 'entities.d.ts')
  const written = statSync(types).mtimeMs
  save('rules/due-date-changes.ts', '14 * 24', '21 * 24')
  await reloaded()
  expect(statSync(types).mtimeMs).toBe(written)
  save(
    'entities/fleet-job.schema.json',
    '"dueOn": {',
    '"mileage": { "fieldType": "integer", "label": { "en": "Mileage" } },\n"dueOn": {',
  )
  expect((await reloaded()).version).toBe(4)
  expect(readFileSync(types, 'utf8')).toContain('mileage?: number')
  const values = { title: 'Tyres', mileage: 120 }
  expect(await tenon.services.records.create(ctx, { entity: 'fleetJob', values })).toMatchObject(values)
})

test('a mistake is told with file and line, and what was in force stays so', async () => {
  save('hooks.ts', 'definePlugin({', 'definePlugin({{')
  expect(await reloaded()).toEqual({ loaded: ['fleet'], version: Number.NaN })
  expect(said.join()).toMatch(/hooks\.ts.*cannot be bundled/)
  await tenon.services.records.create(ctx, { entity: 'fleetJob', values: { title: 'Brakes' } })
  save('hooks.ts', 'definePlugin({{', 'definePlugin({')
  expect((await reloaded()).version).toBe(4)
})
