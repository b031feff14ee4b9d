import { ChildPool } from '../../core/src/sandbox/child-pool.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { readProcess } from '../../core/src/sandbox/read-process.ts'
import type { CallKind } from '../../core/src/sandbox/sandbox.ts'
import { callHook, failureOf } from '../core/sandbox/sandbox-kit.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { watchForeignLoad } from './foreign-load.ts'

/**
 * How soon a caller knows of a kill, what still burns half a second later, how soon the child is replaced and the
 * spare refilled. `node test/bench/sandbox-kills.ts [rounds, default 5]`
 */
const rounds = Number(process.argv[2] ?? 5)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Case {
  name: string
  hook: string
  setUp?: string
  kind?: CallKind
  /** Wall limit in milliseconds. */
  limit: number
}

const CASES: Case[] = [
  { name: 'endless loop', hook: '() => { for (;;); }', limit: 2_000 },
  { name: 'endless loop in a guard', hook: '() => { for (;;); }', kind: 'guard', limit: 500 },
  { name: 'endless loop at load', hook: '() => {}', setUp: 'for (;;);', limit: 5_000 },
  { name: 'uninterruptible builtin', hook: '() => { [].indexOf.call({ length: 2 ** 53 - 1 }, 1) }', limit: 2_000 },
  { name: 'array bomb', hook: '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }', limit: 2_000 },
  { name: 'Map bomb', hook: '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }', limit: 2_000 },
  {
    name: 'Intl bomb',
    hook: '() => { const a = []; for (;;) a.push(new Intl.NumberFormat("de"), new Intl.DateTimeFormat("zh")) }',
    limit: 2_000,
  },
  { name: 'microtasks without end', hook: '() => { (function f() { Promise.resolve().then(f) })() }', limit: 2_000 },
  { name: 'never settles', hook: '() => new Promise(() => {})', limit: 2_000 },
  {
    name: 'host that never answers',
    hook: 'async (r, tenon) => { await tenon.records.find({}) }',
    limit: 2_000,
  },
  {
    name: 'rejection that loops after its call',
    hook: '() => { Promise.reject({ get message() { for (;;); } }); return [{}] }',
    limit: 2_000,
  },
]

async function kills(): Promise<void> {
  const sandbox = createSandbox({ children: 2 })
  const foreign = watchForeignLoad()
  const burnt = () => sandbox.childPids().map((pid) => [pid, readProcess(pid)?.cpuMs ?? 0] as const)
  for (const { name, hook, setUp = '', kind = 'beforeHook', limit } of CASES) {
    const known: number[] = []
    const used: number[] = []
    for (let round = 0; round < rounds; round++) {
      const tenant = `${name} ${round}`
      const host = () => new Promise<null>(() => {})
      known.push(await timed(() => failureOf(callHook(sandbox, { tenant, hook, setUp, kind, host }))))
      await pause(500)
      const before = burnt()
      await pause(1_000)
      const now = new Map(burnt())
      used.push(...[before.reduce((sum, [pid, cpuMs]) => sum + Math.max(0, (now.get(pid) ?? cpuMs) - cpuMs), 0) / 10])
    }
    const { p50, p99 } = summarize(known)
    process.stdout.write(
      `${name.padEnd(38)} known after ${p50.toFixed(0)} ms, at most ${p99.toFixed(0)} of ${limit} + 1000; later ${Math.max(...used).toFixed(1)} % of a core\n`,
    )
  }
  process.stdout.write(`other programs used ${(foreign() * 100).toFixed(0)} % of a core meanwhile\n`)
  await sandbox.close()
}

async function replacements(): Promise<void> {
  const pool = new ChildPool({ children: 1, probation: { calls: 0, ms: 0 }, onDeath: () => {} })
  const owner = { tenantId: 'a', sourceHash: 'b' }
  const replaced: number[] = []
  const refilled: number[] = []
  const foreign = watchForeignLoad()
  await pool.childFor(owner)
  for (let round = 0; round < rounds * 4; round++) {
    while ((await pool.untouchedSpare()) === null) await pause(10)
    const child = await pool.childFor(owner)
    await pause(100)
    const started = performance.now()
    child.kill('outside')
    await pool.childFor(owner)
    replaced.push(performance.now() - started)
    while ((await pool.untouchedSpare()) === null) await pause(1)
    refilled.push(performance.now() - started)
  }
  print('killed child replaced by the spare', summarize(replaced))
  print('spare refilled', summarize(refilled))
  process.stdout.write(`other programs used ${(foreign() * 100).toFixed(0)} % of a core meanwhile\n`)
  await pool.close()
}

await replacements()
await kills()
