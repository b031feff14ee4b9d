import { execFile } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'

const TSC = join(import.meta.dirname, '../../../node_modules/typescript-7/bin/tsc')
const RESOLVER = join(import.meta.dirname, '../../../core/src/plugin-testing/resolve-sdk.ts')
const SLOW = 120_000
const TESTS = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant, type TestTenant } from '@tenon/sdk/testing'

const OIL = { entity: 'fleetCareJob', values: { title: 'Oil' } }
let earlier: TestTenant

test('a role that may only read cannot write', async () => {
  const roles = { reader: { '*': { read: 'all' as const } } }
  const tenant = await openTestTenant({ roles, fixtures: { oil: OIL } })
  const reader = await tenant.as('reader')
  assert.equal((await reader.find('fleetCareJob')).records.length, 1)
  await assert.rejects(reader.create('fleetCareJob', { title: 'x' }), { code: 'FORBIDDEN' })
  await assert.rejects(tenant.as('writer'), /no role 'writer'/)
  earlier = tenant
})
test('the tenant of the test before is empty, and gone', async () => {
  const tenant = await openTestTenant()
  assert.equal((await tenant.system.find('fleetCareJob')).records.length, 0)
  await assert.rejects(earlier.system.find('fleetCareJob'), /emptied for a later test/)
  await assert.rejects(tenant.as('reader'), /no role 'reader'/)
})
test('the clock stands still, in hooks and in the database', async () => {
  const tenant = await openTestTenant({ now: '2030-06-01T12:00:00Z' })
  const one = await tenant.system.create('fleetCareJob', { title: 'one' })
  await tenant.clock.advance({ days: 1, hours: 1 })
  const other = await tenant.system.create('fleetCareJob', { title: 'other' })
  assert.deepEqual([one.createdAt, other.createdAt], ['2030-06-01T12:00:00.000Z', '2030-06-02T13:00:00.000Z'])
  assert.deepEqual([one.dueOn, other.dueOn], ['2030-06-08', '2030-06-09'])
  assert.equal(new Date().toISOString(), '2030-06-02T13:00:00.000Z')
})
test('a record is owned by whoever made it, deleted and restored', async () => {
  const tenant = await openTestTenant()
  const staff = await tenant.as('staff')
  const job = await staff.create('fleetCareJob', { title: 'x' })
  assert.equal(job.ownerId, staff.id)
  await staff.delete('fleetCareJob', job)
  assert.equal((await staff.find('fleetCareJob')).records.length, 0)
  const restored = await staff.restore('fleetCareJob', { id: job.id, version: job.version + 1 })
  assert.equal(restored.title, 'x')
})
test('a fixture that refers to a later one is told', async () => {
  const fixtures = { oil: { entity: 'fleetCareJob', values: { title: { $ref: 'tyres' } } } }
  await assert.rejects(openTestTenant({ fixtures }), /Fixture 'oil' refers to 'tyres'/)
})
`
const { folder: root, remove } = temporaryFolder()
const made = join(root, 'fleet-care')

afterEach(killStartedProcesses)
afterAll(remove)

async function compile(folder: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [TSC, '-p', folder])
  return run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
}

/** A copy of the plugin that `new` made, with one file changed. */
function changedCopy(name: string, file: string, change: (text: string) => string): string {
  const folder = join(root, name)
  cpSync(made, folder, { recursive: true })
  const path = join(folder, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return folder
}

describe('a new plugin', () => {
  beforeAll(async () => {
    expect(await runTenon(['plugin', 'new', 'fleet-care', '--folder', made])).toMatchObject({ code: 0 })
  }, SLOW)

  test('checks and compiles as it is', async () => {
    expect(await runTenon(['plugin', 'check', made])).toEqual({
      code: 0,
      output: 'fleet-care 0.1.0 can be installed.\n',
    })
    expect(await compile(made)).toBe('')
  })

  test(
    'tests as it is, in the real sandbox',
    async () => {
      const { code, output } = await runTenon(['plugin', 'test', made])
      expect(output).toMatch(/pass 5\n/)
      expect(code).toBe(0)
    },
    SLOW,
  )

  test(
    'can be tested with roles of its own, on records and at a time of its choice, each test for itself',
    async () => {
      const folder = changedCopy('tested', 'test/fleet-care.test.ts', () => TESTS)
      const { code, output } = await runTenon(['plugin', 'test', folder])
      expect(output).toMatch(/pass 5\n/)
      expect(code).toBe(0)
    },
    SLOW,
  )

  test(
    'says so where no test has the name that was asked for, and runs those that have',
    async () => {
      const none = await runTenon(['plugin', 'test', made, '--only', 'zzz'])
      expect(none.output).toContain(
        "No test ran: there is none, or none that is not skipped, whose name has 'zzz' in it.\n",
      )
      expect(none.code).toBe(1)
      expect(await runTenon(['plugin', 'test', made, '--only', ' '])).toEqual({
        code: 1,
        output: "tenon plugin test: --only: expected part of a test's name, not ''; leave it out to run all tests\n",
      })
      const folder = changedCopy('chosen', 'test/fleet-care.test.ts', () => TESTS)
      const one = await runTenon(['plugin', 'test', folder, '--only', 'a fixture that refers'])
      expect(one.output).toMatch(/pass 1\n/)
      expect(one.output).not.toContain('No test ran')
      expect(one.code).toBe(0)
    },
    SLOW,
  )

  test('is packed into a folder that is there, and told where it is not', async () => {
    const nowhere = join(root, 'nowhere')
    expect(await runTenon(['plugin', 'pack', made, '--out', nowhere])).toEqual({
      code: 1,
      output: `tenon plugin pack: --out: there is no folder '${nowhere}'; make it first.\n`,
    })
    const file = join(made, 'plugin.json')
    expect((await runTenon(['plugin', 'pack', made, '--out', file])).output).toContain(`--out: '${file}' is no folder.`)
    expect(await runTenon(['plugin', 'pack', made, '--out', root])).toMatchObject({ code: 0 })
  })

  test('tells who runs its tests by hand how to run them', async () => {
    const run = await promisify(execFile)(
      process.execPath,
      ['--import', RESOLVER, '--test', 'test/fleet-care.test.ts'],
      {
        cwd: made,
      },
    ).catch((error: { stdout: string }) => error)
    expect(run.stdout).toContain("run the tests with 'tenon plugin test'")
  })

  test('is not made over files that are there', async () => {
    const { code, output } = await runTenon(['plugin', 'new', 'fleet-care', '--folder', made])
    expect(code).toBe(1)
    expect(output).toContain('not empty; nothing was written')
  })

  test('has an id that can be one', async () => {
    expect(await runTenon(['plugin', 'new', 'Fleet Care'])).toMatchObject({
      code: 1,
      output: expect.stringContaining("'Fleet Care' cannot be a plugin's id"),
    })
  })

  test('does not compile with a hook that reads a field that does not exist', async () => {
    const folder = changedCopy('typo', 'hooks.ts', (text) =>
      text.replace('dueDateChanges(job.values,', 'dueDateChanges({ dueOn: job.values.deuOn },'),
    )
    expect(await compile(folder)).toMatch(
      /hooks\.ts\(10,\d+\): error TS2551: Property 'deuOn' does not exist on type 'FleetCareJob'/,
    )
  })

  test('does not compile with a hook of an entity that does not exist', async () => {
    const folder = changedCopy('typo-entity', 'hooks.ts', (text) => text.replace('fleetCareJob:', 'fleetCareJbo:'))
    expect(await compile(folder)).toContain("'fleetCareJbo' does not exist in type")
  })

  test('whose entity gets a field can be read by hooks once the types are written again', async () => {
    const folder = changedCopy('more', 'entities/fleet-care-job.schema.json', (text) =>
      text.replace(
        '"dueOn": {',
        '"mileage": { "fieldType": "integer", "label": { "en": "Mileage" } },\n    "dueOn": {',
      ),
    )
    const hooks = join(folder, 'hooks.ts')
    writeFileSync(
      hooks,
      readFileSync(hooks, 'utf8').replace(
        'isChecked(job.values)',
        'isChecked({ checkedBy: job.values.mileage?.toFixed() })',
      ),
    )
    expect(await compile(folder)).toContain("'mileage' does not exist")
    expect(await runTenon(['plugin', 'types', folder])).toMatchObject({ code: 0 })
    expect(await compile(folder)).toBe('')
  })
})

describe('check tells what an install would refuse, with file and line', () => {
  test.each([
    [
      'a field type',
      'entities/fleet-care-job.schema.json',
      ['"money"', '"mony"'],
      /entities\/fleet-care-job\.schema\.json:\d+ \/properties\/price\/fieldType: 'mony' is not known; did you mean 'money'\?/,
    ],
    [
      'a field that a list names',
      'entities/fleet-care-job.schema.json',
      ['"dueOn",\n', '"deuOn",\n'],
      /entities\/fleet-care-job\.schema\.json:\d+ \/listFields\/1: .*did you mean 'dueOn'\?/,
    ],
    [
      'a guard without code',
      'pipelines/fleet-care-jobs.pipeline.json',
      ['"isChecked"', '"isCheked"'],
      /pipelines\/fleet-care-jobs\.pipeline\.json:\d+ \/stages\/2\/entry\/guards\/0\/name: .*did you mean 'isChecked'\?/,
    ],
    [
      'a field that a stage requires',
      'pipelines/fleet-care-jobs.pipeline.json',
      ['"price"\n', '"prise"\n'],
      /pipelines\/fleet-care-jobs\.pipeline\.json:\d+ \/stages\/2\/entry\/requiredFields\/0: .*did you mean 'price'\?/,
    ],
    [
      'a hook of no entity',
      'hooks.ts',
      ['fleetCareJob:', 'fleetCareJbo:'],
      /hooks\.ts: there is no entity 'fleetCareJbo'; did you mean 'fleetCareJob'\?/,
    ],
    [
      'code that cannot be read',
      'hooks.ts',
      ['definePlugin({', 'definePlugin({{'],
      /hooks\.ts(:\d+)?: it cannot be bundled/,
    ],
    [
      'a newer host',
      'plugin.json',
      ['"^0.1.0"', '"^9.0.0"'],
      /plugin\.json:\d+ \/host: plugin 'fleet-care' needs Tenon \^9\.0\.0; this is 0\.1\.0/,
    ],
    [
      'a missing dependency',
      'plugin.json',
      ['"host"', '"dependencies": { "crmm": "^1.0.0" },\n  "host"'],
      /plugin\.json:\d+ \/dependencies\/crmm: .*needs plugin 'crmm' \^1\.0\.0, which is not installed/,
    ],
    [
      'a dependency that is too old',
      'plugin.json',
      ['"host"', '"dependencies": { "crm": "^7.0.0" },\n  "host"'],
      /plugin\.json:\d+ \/dependencies\/crm: .*needs plugin 'crm' \^7\.0\.0; version 0\.1\.0 is there/,
    ],
    ['broken JSON', 'plugin.json', ['{', '{,'], /plugin\.json:1: line 1, column 2/],
  ] as const)('%s', async (...[name, file, [from, to], told]) => {
    const folder = changedCopy(`wrong-${name.replaceAll(' ', '-')}`, file, (text) => text.replaceAll(from, to))
    const { code, output } = await runTenon(['plugin', 'check', folder])
    expect(output).toMatch(told)
    expect(code).toBe(1)
  })
})
