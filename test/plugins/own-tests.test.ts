import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { runTenon } from '../support/run-tenon.ts'
import { killStartedProcesses } from '../support/start-process.ts'

afterEach(killStartedProcesses)

test('the tests that automotive brings along pass, as its author would run them', async () => {
  const { code, output } = await runTenon(['plugin', 'test', join(import.meta.dirname, '../../plugins/automotive')])
  expect(output).toMatch(/pass 21\n/)
  expect(code).toBe(0)
}, 120_000)
