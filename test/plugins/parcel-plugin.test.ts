import { expect, test } from 'vitest'
import { PARCEL } from '../core/tasks/open-parcel-tenon.ts'
import { runTenon } from '../support/run-tenon.ts'

test('a plugin’s tests drive jobs, schedules, events, webhooks and lifecycle hooks by the clock that stands still', async () => {
  const { code, output } = await runTenon(['plugin', 'test', PARCEL])
  expect(output).toMatch(/pass 8\b/)
  expect(output).toMatch(/fail 0\b/)
  expect(code).toBe(0)
}, 120_000)
