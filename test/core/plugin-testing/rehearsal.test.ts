import { join } from 'node:path'
import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import { afterAll, afterEach, expect, test } from 'vitest'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { sampleValue } from '../../../core/src/plugin-testing/sample-value.ts'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'
import { jobEntity, text, writeTestedPlugin } from './write-tested-plugin.ts'

const PGLITE = import.meta.resolve('@electric-sql/pglite')
const SLOW = 120_000
const { folder: root, remove } = temporaryFolder()
afterEach(killStartedProcesses)
afterAll(remove)

async function runTests(id: string, files: Record<string, unknown>) {
  const folder = join(root, id)
  writeTestedPlugin(folder, id, files)
  return runTenon(['plugin', 'test', folder])
}

const capability = (name: string) => ({ capability: name, reason: text('Leaves traces.') })
const MANIFEST = {
  version: '0.1.0',
  label: text('shy'),
  host: '^0.1.0',
  capabilities: ['kv', 'http:shy.example'].map(capability),
}

/** What a hook leaves wherever a plugin can leave something. */
const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'

let calls = 0

export const plugin = definePlugin({
  entities: {
    shyJob: {
      beforeCreate: eachRecord((job, tenon) => {
        calls += 1
        tenon.log.info('made ' + String(job.values.title))
        return { calls }
      }),
      afterCreate: async (jobs, tenon) => {
        const made = await tenon.kv.increment('made', jobs.length)
        await tenon.http.fetch('https://shy.example/made', { method: 'POST', body: { made } })
      },
    },
  },
  guards: { isChecked: () => undefined },
})
`

const FIRST_SEES_NOTHING = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

test('the first test of all finds nothing', async () => {
  const asked: unknown[] = []
  const tenant = await openTestTenant({
    now: '2026-03-02T08:00:00Z',
    http: ({ body }) => {
      asked.push(body)
      return {}
    },
  })
  assert.deepEqual((await tenant.system.find('shyJob')).records, [])
  assert.deepEqual([tenant.logs, asked, tenant.clock.now().toISOString()], [[], [], '2026-03-02T08:00:00.000Z'])
  const job = await tenant.system.create('shyJob', { title: 'first' })
  assert.deepEqual([job.number, job.calls, job.version], ['1', 1, 1])
  await tenant.settle()
  assert.deepEqual(asked, ['{"made":1}'])
  assert.deepEqual(tenant.logs.map(({ message }) => message), ['made first'])
  assert.deepEqual((await tenant.system.history('shyJob', job)).map(({ action }) => action), ['create'])
})
`

test(
  'the first test sees nothing of what was rehearsed before it, and its own answers are asked for nothing but its own',
  async () => {
    const { output, code } = await runTests('shy', {
      'plugin.json': { id: 'shy', ...MANIFEST },
      'entities/shy-job.schema.json': jobEntity('shyJob', {
        number: { fieldType: 'sequence', label: text('Number'), sequence: {} },
        calls: { fieldType: 'integer', label: text('Calls') },
      }),
      'hooks.ts': HOOKS,
      'test/shy.test.ts': FIRST_SEES_NOTHING,
    })
    expect(output).toContain('pass 1\n')
    expect(code).toBe(0)
  },
  SLOW,
)

/** In the process of the tests, where each statement that is planned passes through PGlite. */
const FIRST_PLANS_NOTHING = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'
import { PGlite } from '${PGLITE}'

const { execProtocolStream } = PGlite.prototype as any
let planned: string[] = []
Object.assign(PGlite.prototype, {
  execProtocolStream(message: Uint8Array, ...rest: unknown[]) {
    if (message[0] === 'P'.charCodeAt(0)) planned.push(Buffer.from(message).toString())
    return execProtocolStream.call(this, message, ...rest)
  },
})

for (const title of ['first', 'second']) {
  test(title + ' test', async () => {
    const tenant = await openTestTenant()
    const staff = await tenant.as('staff')
    planned = []
    const job = await staff.create('readyJob', { title })
    assert.equal((await staff.get('readyJob', job.id)).stage, 'planned')
    assert.deepEqual(planned, [])
  })
}
`

test(
  'a record of the plugin’s own was made and read before the first test, which plans no statements for that',
  async () => {
    const { output, code } = await runTests('ready', {
      'hooks.ts': `import { definePlugin } from '@tenon/sdk/plugin'

export const plugin = definePlugin({ guards: { isChecked: () => undefined } })
`,
      'test/ready.test.ts': FIRST_PLANS_NOTHING,
    })
    expect(output).toContain('pass 2\n')
    expect(code).toBe(0)
  },
  SLOW,
)

test(
  'a plugin that refuses everything, and one that never ends, keep the first test from nothing but their own writes',
  async () => {
    const hook = (id: string, body: string) => `import { definePlugin } from '@tenon/sdk/plugin'

export const plugin = definePlugin({
  entities: { ${id}Job: { beforeCreate: () => { ${body} } } },
  guards: { isChecked: () => undefined },
})
`
    const tests = (id: string, code: string) => `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

test('it runs', async () => {
  const { system } = await openTestTenant()
  assert.equal((await system.find('${id}Job')).records.length, 0)
  await assert.rejects(system.create('${id}Job', { title: 'one' }), { code: '${code}' })
})
`
    const refusing = await runTests('no', {
      'hooks.ts': hook('no', "throw new Error('never')"),
      'test/no.test.ts': tests('no', 'PLUGIN_THREW'),
    })
    const endless = await runTests('on', {
      'hooks.ts': hook('on', 'for (;;);'),
      'test/on.test.ts': tests('on', 'PLUGIN_TIMEOUT'),
    })
    for (const { output } of [refusing, endless]) expect(output).toContain('pass 1\n')
  },
  SLOW,
)

test('a sample value is one that its type of field takes', () => {
  const options = [{ value: 'one', label: text('One') }]
  const sampled = FIELD_TYPES.filter((fieldType) => {
    const schema = { fieldType, label: text('Field'), options }
    const value = sampleValue(schema)
    if (value === undefined) return false
    expect(FIELD_TYPE_TABLE[fieldType].normalise(value, schema), fieldType).toHaveProperty('value')
    return true
  })
  expect(sampled).toEqual(expect.arrayContaining(['text', 'choice', 'money', 'date', 'integer', 'personName']))
  expect(sampleValue({ fieldType: 'text', label: text('Plate'), pattern: '^[A-Z]{3}$' })).toBeUndefined()
  expect(sampleValue({ fieldType: 'integer', label: text('Year'), minimum: 1900, maximum: 2100 })).toBe(1900)
  expect(sampleValue({ fieldType: 'text', label: text('Code'), minLength: 4 })).toHaveLength(4)
})
