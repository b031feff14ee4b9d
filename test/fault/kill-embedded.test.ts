import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../core/src/db/open-database.ts'
import { killStartedProcesses } from '../support/start-process.ts'
import { checkStorm, tellStorm } from './check-storm.ts'
import { type ServedTenon, startServedTenon } from './served-tenon.ts'
import { startStorm } from './write-storm.ts'

const WAIT = { timeout: 40_000, interval: 50 }
let tenon: ServedTenon
beforeAll(async () => {
  tenon = await startServedTenon({})
}, 120_000)
afterAll(killStartedProcesses)

test('a storm of writes on the embedded database loses and doubles nothing when its process is killed with -9, twice', async () => {
  const storm = startStorm(tenon)
  for (let kill = 0; kill < 2; kill++) {
    const before = storm.count()
    await expect.poll(storm.count, WAIT).toBeGreaterThan(before + 40)
    await tenon.kill()
    await tenon.restart()
  }
  const before = storm.count()
  await expect.poll(storm.count, WAIT).toBeGreaterThan(before + 40)
  const report = { ...(await storm.stop()), prefix: storm.prefix }
  expect(await tenon.end()).toBe(0)
  const database = await openDatabase({ kind: 'pglite', folder: tenon.folder })
  await checkStorm((text, values) => database.execute(text, values), 't_main', report)
  await database.close()
  tenon.remove()
  tellStorm('kill -9 with the embedded database', report)
}, 180_000)
