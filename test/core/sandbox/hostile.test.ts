import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { readProcess } from '../../../core/src/sandbox/read-process.ts'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import { HOSTILE_PROGRAMS } from './hostile-programs.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

let sandbox: Sandbox
const unhandled: unknown[] = []
const onUnhandled = (reason: unknown) => unhandled.push(reason)

beforeAll(() => {
  sandbox = createSandbox({ children: 2 })
  process.on('unhandledRejection', onUnhandled)
})
afterAll(async () => {
  process.off('unhandledRejection', onUnhandled)
  await sandbox.close()
})

describe('is contained, and a neighbour keeps working: a program that', () => {
  afterEach(async () => {
    expect(await changesOf(sandbox, { tenant: 'neighbour', hook: '() => [{ fine: true }]' })).toEqual({ fine: true })
    expect(unhandled).toEqual([])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test.each(HOSTILE_PROGRAMS)('$name', async (program) => {
    const started = performance.now()
    const { code, message } = await failureOf(callHook(sandbox, { ...program, tenant: `hostile-${program.name}` }))
    expect(program.ends, message).toContain(code)
    // The wall limit of a before-hook, the second within which a caller must know, and the start of a child.
    expect(performance.now() - started).toBeLessThan(program.setUp === undefined ? 6_000 : 8_000)
    expect(message).not.toMatch(/\/(work|home|root|usr|tmp|node_modules)\b|\.js:\d/)
  })
})

test.runIf(process.platform === 'linux')(
  'nothing goes on burning processor time after the hostile programs',
  async () => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const before = sandbox.childPids().map((pid) => [pid, readProcess(pid)?.cpuMs ?? 0] as const)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const burnt = before.map(([pid, cpuMs]) => (readProcess(pid)?.cpuMs ?? cpuMs) - cpuMs)
    expect(Math.max(0, ...burnt)).toBeLessThan(100)
  },
)
