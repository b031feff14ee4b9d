import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'
import { text, writeTestedPlugin } from './write-tested-plugin.ts'

const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  entities: {
    fitJob: { afterCreate: eachRecord(({ values }, tenon) => { tenon.log.info('made ' + values.title) }) },
  },
})
`
const TESTS = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

const titles = async (tenant) => (await tenant.system.find('fitJob')).records.map(({ title }) => title).sort()

test('one step after the other', async () => {
  const tenant = await openTestTenant()
  const job = await tenant.system.create('fitJob', { title: 'oil' })
  await tenant.settle()
  assert.deepEqual(await titles(tenant), ['oil'])
  await tenant.system.move('fitJob', job, 'done')
  assert.deepEqual(await titles(tenant), ['oil'])
  await tenant.settle()
  await tenant.settle()
  assert.deepEqual(await titles(tenant), ['check of oil', 'oil'])
  assert.deepEqual(tenant.logs.map(({ message }) => message), ['made oil', 'made check of oil'])
})

test('what cannot be created is said', async () => {
  const tenant = await openTestTenant()
  const job = await tenant.system.create('fitJob', { title: 'x'.repeat(115) })
  await tenant.settle()
  await tenant.system.move('fitJob', job, 'done')
  await assert.rejects(tenant.settle(), { code: 'VALIDATION_FAILED' })
  assert.equal((await titles(tenant)).length, 1)
  await tenant.settle()
})
`
const { folder: root, remove } = temporaryFolder()
afterEach(killStartedProcesses)
afterAll(remove)

test('a test settles what entering a stage creates, once, and hears of what cannot be created', async () => {
  const folder = join(root, 'fit')
  writeTestedPlugin(folder, 'fit', {
    'hooks.ts': HOOKS,
    'pipelines/fit-jobs.pipeline.json': {
      ...{ name: 'fitJobs', entity: 'fitJob', label: text('Jobs') },
      stages: [
        { name: 'planned', label: text('Planned'), category: 'open' },
        {
          ...{ name: 'done', label: text('Done'), category: 'won' },
          entry: {
            creates: [
              { name: 'check', label: text('Check'), entity: 'fitJob', values: { title: "'check of ' + title" } },
            ],
          },
        },
      ],
    },
    'test/fit.test.ts': TESTS,
  })
  const { code, output } = await runTenon(['plugin', 'test', folder])
  expect(output).toContain('pass 2\n')
  expect(code).toBe(0)
}, 240_000)
