import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { makeChildWatchdog } from '../../../core/src/sandbox/child-watchdog.ts'
import { readProcess } from '../../../core/src/sandbox/read-process.ts'

/** Works for 5 of every 50 ms, as one that shares its processor with nine others, and says so once its own start is over. */
const SLOWED = `const work = () => { const end = performance.now() + 5; while (performance.now() < end); }
process.stdout.write('begun')
setInterval(work, 50)
setTimeout(() => process.stdout.write('at work'), 500)`

let slowed: ChildProcess | undefined
afterEach(() => slowed?.kill('SIGKILL'))

test.runIf(process.platform === 'linux')(
  'a loop is ended half a second of processor time after a long limit, not as much again',
  async () => {
    slowed = spawn(process.execPath, ['-e', 'for (;;);'])
    const { pid = 0 } = slowed
    let usedAtEnd = 0
    const kill = vi.fn(() => {
      usedAtEnd ||= readProcess(pid)?.cpuMs ?? 0
    })
    const watchdog = makeChildWatchdog({ pid, kill, onHog: () => {}, onOverdrawn: () => {} })
    watchdog.sliceBegins(2_000)
    await vi.waitFor(() => expect(kill).toHaveBeenCalledWith('cpu'), { timeout: 60_000, interval: 20 })
    watchdog.stop()
    expect(usedAtEnd).toBeGreaterThan(2_500)
    expect(usedAtEnd).toBeLessThan(3_800)
  },
  90_000,
)

test.runIf(process.platform === 'linux')(
  'a slice that gets little of a busy processor holds others up all the same once it has lasted for half a second',
  async () => {
    slowed = spawn(process.execPath, ['-e', SLOWED])
    const { pid = 0, stdout } = slowed
    for (const _ of ['begun', 'at work']) if (stdout !== null) await once(stdout, 'data')
    const told: string[] = []
    const begun = performance.now()
    let hoggedAfter = 0
    const watchdog = makeChildWatchdog({
      pid,
      kill: (reason) => told.push(reason),
      onHog: () => {
        told.push('hog')
        hoggedAfter = performance.now() - begun
      },
      onOverdrawn: () => told.push('overdrawn'),
    })
    watchdog.sliceBegins(5_000)
    expect(watchdog.hogged()).toBe(false)
    await vi.waitFor(() => expect(watchdog.hogged()).toBe(true), { timeout: 20_000, interval: 20 })
    await new Promise((resolve) => setTimeout(resolve, 200))
    watchdog.sliceEnds()
    watchdog.stop()
    expect(hoggedAfter).toBeGreaterThanOrEqual(500)
    expect(told).toEqual(['hog'])
  },
)
