import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSandbox } from '../../../core/src/sandbox/create-sandbox.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const HEALTHY = '() => [{ seen: true }]'
const CORE = join(import.meta.dirname, '../../../core/src/sandbox/create-sandbox.ts')
const KIT = join(import.meta.dirname, 'sandbox-kit.ts')

/** Parent of a process, or null where there is none; `Z` ones have ended and only wait for their parent to look. */
function parentOf(pid: number | string): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return fields[0] === 'Z' ? null : Number(fields[1])
  } catch {
    return null
  }
}

function nurseriesOf(pid: number): number[] {
  const own = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
  return own.filter((name) => readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('nursery-entry')).map(Number)
}

describe.runIf(process.platform === 'linux')('the process that starts children', () => {
  test('is the parent of each of them, so that no start holds core up', async () => {
    const sandbox = createSandbox({ children: 1 })
    try {
      await changesOf(sandbox, { hook: HEALTHY })
      const [nursery] = nurseriesOf(process.pid)
      for (const pid of sandbox.childPids()) expect(parentOf(pid)).toBe(nursery)
    } finally {
      await sandbox.close()
    }
    expect(nurseriesOf(process.pid)).toEqual([])
  })

  test('may be killed: calls at work go on, children are still ended and started, and another takes its place', async () => {
    const sandbox = createSandbox({ children: 1 })
    try {
      await changesOf(sandbox, { hook: HEALTHY })
      const [nursery] = nurseriesOf(process.pid)
      const atWork = changesOf(sandbox, {
        hook: 'async (records, tenon) => [{ answer: await tenon.records.find({}) }]',
        host: async () => {
          process.kill(nursery ?? 0, 'SIGKILL')
          await expect.poll(() => parentOf(nursery ?? 0)).toBeNull()
          return 42
        },
      })
      expect(await atWork).toEqual({ answer: 42 })
      const loop = { tenant: 'mallory', hook: '() => { for (;;); }' }
      expect(await failureOf(callHook(sandbox, loop))).toMatchObject({ code: 'PLUGIN_TIMEOUT' })
      expect(await changesOf(sandbox, { hook: HEALTHY })).toEqual({ seen: true })
      await expect.poll(() => nurseriesOf(process.pid).filter((pid) => pid !== nursery)).toHaveLength(1)
    } finally {
      await sandbox.close()
    }
    expect(sandbox.childPids()).toEqual([])
  })

  test('ends them when core is killed, one in an endless loop too', async () => {
    const script = `
      import { createSandbox } from ${JSON.stringify(CORE)}
      import { callHook } from ${JSON.stringify(KIT)}
      const sandbox = createSandbox({ children: 1 })
      await callHook(sandbox, { hook: '() => [{}]' })
      void callHook(sandbox, { kind: 'afterHook', hook: '() => { for (;;); }' })
      console.log(JSON.stringify(sandbox.childPids()))`
    const core = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [printed] = await once(core.stdout, 'data')
    const pids: number[] = JSON.parse(String(printed))
    expect(pids.length).toBeGreaterThan(0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    core.kill('SIGKILL')
    await expect.poll(() => pids.map(parentOf), { timeout: 10_000 }).toEqual(pids.map(() => null))
  })
})
