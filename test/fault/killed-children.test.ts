import { expect, test } from 'vitest'
import { createTenon } from '../../core/src/create-tenon.ts'
import { testConfig } from '../support/test-config.ts'
import { writeUnderKills } from './write-under-kills.ts'

test('writes under a rain of kill -9 on the sandbox are each done once or not at all, and their after-hooks once', async () => {
  const tenon = await createTenon(await testConfig('postgres'))
  try {
    const report = await writeUnderKills({ tenon, seconds: 4, writesPerSecond: 50, killEveryMs: 400 })
    expect(report.kills).toBeGreaterThan(5)
    expect(report.acknowledged).toBeGreaterThan(10)
    expect(report).toMatchObject({
      lost: 0,
      doubled: 0,
      ghosts: 0,
      receiptsMissing: 0,
      receiptsDoubled: 0,
      coreErrors: [],
    })
    for (const code of Object.keys(report.refused)) expect(code).toBe('PLUGIN_WORKER_RESTARTED')
  } finally {
    await tenon.close()
  }
}, 180_000)
