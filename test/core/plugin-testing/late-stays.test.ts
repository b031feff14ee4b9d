import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { runTenon, temporaryFolder } from '../../support/run-tenon.ts'
import { killStartedProcesses } from '../../support/start-process.ts'
import { text, writeTestedPlugin } from './write-tested-plugin.ts'

const HOOKS = `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
export const plugin = definePlugin({
  entities: {
    lateJob: {
      afterStageOverdue: eachRecord(({ values }, tenon) => { tenon.log.info('overdue ' + values.title) }),
      afterStageStale: eachRecord(({ values }, tenon) => { tenon.log.info('stale ' + values.title) }),
    },
  },
})
`
const TESTS = `
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'

test('stays that are too long', async () => {
  const tenant = await openTestTenant()
  await tenant.system.create('lateJob', { title: 'oil' })
  const told = async () => {
    await tenant.settle()
    return tenant.logs.map(({ message }) => message)
  }
  await tenant.clock.advance({ hours: 3 })
  assert.deepEqual(await told(), [])
  await tenant.clock.advance({ hours: 2 })
  assert.deepEqual(await told(), ['overdue oil'])
  await tenant.clock.advance({ days: 3 })
  await tenant.clock.advance({ days: 3 })
  assert.deepEqual(await told(), ['overdue oil', 'stale oil'])
})
`
const { folder: root, remove } = temporaryFolder()
afterEach(killStartedProcesses)
afterAll(remove)

test('a test whose clock goes on has records overdue and stale in their stages, each told once', async () => {
  const folder = join(root, 'late')
  writeTestedPlugin(folder, 'late', {
    'hooks.ts': HOOKS,
    'pipelines/late-jobs.pipeline.json': {
      ...{ name: 'lateJobs', entity: 'lateJob', label: text('Jobs') },
      stages: [
        { name: 'planned', label: text('Planned'), category: 'open', slaHours: 4, rottingDays: 2 },
        { name: 'done', label: text('Done'), category: 'won' },
      ],
    },
    'test/late.test.ts': TESTS,
  })
  const { code, output } = await runTenon(['plugin', 'test', folder])
  expect(output).toContain('pass 1\n')
  expect(code).toBe(0)
}, 240_000)
