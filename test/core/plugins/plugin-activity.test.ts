import { expect, test } from 'vitest'
import { makePluginActivity } from '../../../core/src/plugins/plugin-activity.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'

const HOOK = { pluginId: 'fleet', version: '1.0.0', target: 'entities.vehicle.beforeCreate' }

function line(message: string, tenantId = 'acme'): SandboxEvent {
  return { type: 'pluginLog', ...HOOK, tenantId, level: 'info', message }
}

test('of each plugin the last 200 lines are kept, oldest first, each cut to 1,000 characters', () => {
  const activity = makePluginActivity()
  for (let number = 0; number < 250; number += 1) activity.note(line(`line ${number}`))
  activity.note(line('x'.repeat(5_000)))
  const { log } = activity.read({ tenantId: 'acme', pluginId: 'fleet' })
  expect([log.length, log[0]?.message, log.at(-2)?.message]).toEqual([200, 'line 51', 'line 249'])
  expect(log.at(-1)?.message).toHaveLength(1_000)
  expect(activity.read({ tenantId: 'other', pluginId: 'fleet' })).toEqual({ incidents: [], log: [] })
})

test('incidents are the last 50, newest first, with what was done about a hook among them', () => {
  const activity = makePluginActivity(() => new Date('2026-01-05T09:00:00Z'))
  const times = { cpuMs: 120.4, wallMs: 300, queueMs: 2 }
  for (let number = 0; number < 60; number += 1) {
    activity.note({ type: 'failure', ...HOOK, tenantId: 'acme', code: 'PLUGIN_THREW', detail: `${number}`, ...times })
  }
  activity.note({ type: 'hookDisabled', ...HOOK, tenantId: 'acme' })
  const { incidents } = activity.read({ tenantId: 'acme', pluginId: 'fleet' })
  expect(incidents).toHaveLength(50)
  expect(incidents[0]).toEqual({
    ...{ at: '2026-01-05T09:00:00.000Z', hook: HOOK.target, version: '1.0.0' },
    ...{ kind: 'disabled', code: null, cause: null, detail: '', times: null },
  })
  expect(incidents[1]).toMatchObject({ kind: 'failed', detail: '59', times: { cpu: 120, wall: 300, queue: 2 } })
})

test('however many plugins of however many tenants write, a process keeps 8 million characters, the latest ones', () => {
  const activity = makePluginActivity()
  const long = 'y'.repeat(1_000)
  const tenants = Array.from({ length: 100 }, (_, number) => `tenant-${number}`)
  for (const tenant of tenants) for (let number = 0; number < 200; number += 1) activity.note(line(long, tenant))
  const kept = tenants.map((tenantId) => activity.read({ tenantId, pluginId: 'fleet' }).log.length)
  const characters = kept.reduce((sum, lines) => sum + lines * 1_000, 0)
  expect(characters).toBeLessThan(8.4e6)
  expect(characters).toBeGreaterThan(6e6)
  expect([kept[0], kept.at(-1)]).toEqual([0, 200])
})
