import { expect, test } from 'vitest'
import { logSandboxEvent } from '../../../core/src/sandbox/log-sandbox-event.ts'

type Logger = Parameters<typeof logSandboxEvent>[0]

const HOOK = { tenantId: 't1', pluginId: 'fleet', version: '1.0.0', target: 'entities.car.beforeCreate' }
const TIMES = { cpuMs: 210, queueMs: 1, wallMs: 230 }

/** What the log is given, as `[level, members, message]`. */
function logged(event: Parameters<typeof logSandboxEvent>[1]): unknown[] {
  const records: unknown[] = []
  const levels = ['debug', 'info', 'warn', 'error'] as const
  const methods = levels.map((level) => [level, (...record: unknown[]) => records.push([level, ...record])])
  logSandboxEvent(Object.fromEntries(methods) as Logger, event)
  return records
}

test('a line of a plugin is one record, the line’s own level beside that of the record', () => {
  const line = { ...HOOK, message: 'late' }
  expect(logged({ type: 'pluginLog', ...line, level: 'warn' })).toEqual([
    ['info', { type: 'pluginLog', ...line, lineLevel: 'warn' }, 'plugin log'],
  ])
})

test('a kill is one record that says whose code was stopped, why, and what it had used, with the pid of the child beside core’s', () => {
  const kill = {
    type: 'kill',
    ...HOOK,
    cause: 'cpu',
    code: 'PLUGIN_TIMEOUT',
    detail: 'it may take …',
    ...TIMES,
  } as const
  expect(logged({ ...kill, pid: 7 })).toEqual([['warn', { ...kill, childPid: 7 }, 'plugin code was stopped']])
})

test('what a plugin’s code did wrong by itself is told to those who look closely only', () => {
  const failure = { type: 'failure', ...HOOK, code: 'PLUGIN_THREW', detail: 'x', ...TIMES } as const
  expect(logged(failure)).toEqual([['debug', failure, 'plugin code failed']])
})
