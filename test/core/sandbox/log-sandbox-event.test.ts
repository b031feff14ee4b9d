import { pino } from 'pino'
import { expect, test } from 'vitest'
import { logSandboxEvent } from '../../../core/src/sandbox/log-sandbox-event.ts'

const HOOK = { tenantId: 't1', pluginId: 'fleet', version: '1.0.0', target: 'entities.car.beforeCreate' }
const TIMES = { cpuMs: 210, queueMs: 1, wallMs: 230 }

function logged(event: Parameters<typeof logSandboxEvent>[1]): string[] {
  const lines: string[] = []
  logSandboxEvent(pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }), event)
  return lines
}

test('a line of a plugin is one record with one level, the line’s own beside it', () => {
  const [line = '', ...more] = logged({ type: 'pluginLog', ...HOOK, level: 'warn', message: 'late' })
  expect(more).toEqual([])
  expect(line.match(/"level":/g)).toHaveLength(1)
  expect(JSON.parse(line)).toMatchObject({ ...HOOK, level: 30, lineLevel: 'warn', message: 'late', msg: 'plugin log' })
})

test('a kill is one record that says whose code was stopped, why, and what it had used', () => {
  const kill = {
    type: 'kill',
    ...HOOK,
    cause: 'cpu',
    code: 'PLUGIN_TIMEOUT',
    detail: 'it may take …',
    pid: 7,
    ...TIMES,
  } as const
  const lines = logged(kill)
  expect(lines).toHaveLength(1)
  expect(lines[0]?.match(/"pid":/g)).toHaveLength(1)
  const { pid: childPid, ...rest } = kill
  const record = { ...rest, childPid, pid: process.pid, level: 40, msg: 'plugin code was stopped' }
  expect(JSON.parse(lines[0] ?? '')).toMatchObject(record)
})

test('what a plugin’s code did wrong by itself is not in an operator’s log', () => {
  expect(logged({ type: 'failure', ...HOOK, code: 'PLUGIN_THREW', detail: 'x', ...TIMES })).toEqual([])
})
