import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import type { ChildMetrics } from '../../core/src/sandbox/sandbox-metrics.ts'
import { innocentPrograms } from '../core/sandbox/innocent-programs.ts'
import { callHook } from '../core/sandbox/sandbox-kit.ts'
import { summarize, timed } from './bench-kit.ts'
import { makeManyTenants } from './many-tenants.ts'

/**
 * Many tenants at work for long, with an attack now and then: whether children and core stay as large as they are.
 * `node test/bench/sandbox-soak.ts [--minutes 15] [--every 30] [--pause 5] [--attack 10]`, with a pause of so many
 * milliseconds between calls and of so many seconds between attacks, prints a line every so many seconds, and at the end how
 * the memory of workers in the last third compares with that in the second.
 */
const option = (name: string, fallback: number) => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? fallback : Number(process.argv[at + 1])
}
const minutes = option('minutes', 15)
const every = option('every', 30)
const pauseMs = option('pause', 5)
const attackMs = option('attack', 10) * 1_000

const ATTACKS = [
  '() => { for (;;); }',
  '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }',
  '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i) }',
  '() => { const a = []; for (;;) a.push(new Intl.NumberFormat("de"), new Intl.DateTimeFormat("zh")) }',
  '() => { Promise.reject({ get message() { for (;;); } }); return [{}] }',
]

const sandbox = createSandbox()
const many = makeManyTenants({ tenants: 500, plugins: 3 })
const programs = innocentPrograms(320)
const until = performance.now() + minutes * 60_000
const failures: Record<string, number> = {}
let times: number[] = []
let calls = 0
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function tenantsAtWork(): Promise<void> {
  while (performance.now() < until) {
    const program = programs[calls % programs.length]
    const work =
      calls % 4 === 0 && program !== undefined
        ? () => callHook(sandbox, { ...program, tenant: program.name })
        : () => many.call(sandbox, many.pick())
    times.push(
      await timed(() =>
        work().catch((error: { code?: string }) => {
          const code = error.code ?? 'UNFORESEEN'
          failures[code] = (failures[code] ?? 0) + 1
        }),
      ),
    )
    calls += 1
    await pause(pauseMs)
  }
}

async function attackers(): Promise<void> {
  for (let attack = 0; performance.now() < until; attack++) {
    await pause(attackMs)
    const hook = ATTACKS[attack % ATTACKS.length] as string
    await callHook(sandbox, { tenant: `attacker-${attack}`, hook }).catch(() => undefined)
  }
}

const workersOverTime: number[] = []

function describeChild({ role, rssMb, isolates, calls: own, ageMs }: ChildMetrics): string {
  if (role === 'worker' && rssMb !== null) workersOverTime.push(rssMb)
  return `${role} ${rssMb?.toFixed(0)} MB/${isolates} isolates/${own} calls/${(ageMs / 60_000).toFixed(0)} min`
}

async function reporter(): Promise<void> {
  for (let line = 1; performance.now() < until; line++) {
    await pause(every * 1_000)
    const { p50, p99 } = summarize(times)
    times = []
    const { children, childDeaths } = sandbox.metrics()
    const { rss, heapUsed } = process.memoryUsage()
    process.stdout.write(
      `${((line * every) / 60).toFixed(1)} min: ${calls} calls, p50 ${p50?.toFixed(1)} p99 ${p99?.toFixed(1)} ms; core ${(rss / 2 ** 20).toFixed(0)} MB, heap ${(heapUsed / 2 ** 20).toFixed(0)} MB; ${children.map(describeChild).join(', ')}; deaths ${JSON.stringify(childDeaths)}\n`,
    )
  }
}

await Promise.all([tenantsAtWork(), tenantsAtWork(), attackers(), reporter()])
const third = Math.floor(workersOverTime.length / 3)
const median = (from: number, to: number) => summarize(workersOverTime.slice(from, to)).p50
const [second, last] = [median(third, 2 * third), median(2 * third, workersOverTime.length)]
process.stdout.write(`failures of innocents: ${JSON.stringify(failures)}\n`)
process.stdout.write(
  `memory of a worker, median: ${second.toFixed(0)} MB in the second third, ${last.toFixed(0)} MB in the last: ${((last / second - 1) * 100).toFixed(1)} %\n`,
)
await sandbox.close()
