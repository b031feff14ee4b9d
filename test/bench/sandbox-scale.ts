import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { readProcess } from '../../core/src/sandbox/read-process.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { makeManyTenants } from './many-tenants.ts'

/**
 * Far more isolates than there is room for: what is held, what is found warm, what it costs.
 * `node test/bench/sandbox-scale.ts [seconds, default 60] [tenants, default 500] [plugins each, default 3]`
 */
const [seconds = 60, tenants = 500, plugins = 3] = process.argv.slice(2).map(Number)
const AT_A_TIME = 4

const sandbox = createSandbox()
const many = makeManyTenants({ tenants, plugins })
const failures: Record<string, number> = {}
const times: number[] = []
let peakMb = 0

function sandboxMb(): number {
  const own = sandbox.childPids().map((pid) => readProcess(pid)?.rssMb ?? 0)
  return own.reduce((sum, rssMb) => sum + rssMb, 0)
}

async function call(which = many.pick()): Promise<void> {
  const ms = await timed(() =>
    many.call(sandbox, which).catch((error: { code?: string }) => {
      const code = error.code ?? 'UNFORESEEN'
      failures[code] = (failures[code] ?? 0) + 1
    }),
  )
  times.push(ms)
}

function totals(): { calls: number; cold: number } {
  const { hooks } = sandbox.metrics()
  const sum = (of: (hook: (typeof hooks)[number]) => number) => hooks.reduce((total, hook) => total + of(hook), 0)
  return { calls: sum(({ calls }) => calls), cold: sum(({ coldCalls }) => coldCalls) }
}

const core = process.memoryUsage()
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, sandboxMb())
}, 500)

// Every pair once, so that all are live.
for (let tenant = 0; tenant < tenants; tenant++)
  for (let plugin = 0; plugin < plugins; plugin++) await call({ tenant, plugin })
const first = totals()
print(`every one of ${first.calls} pairs, once`, summarize(times.splice(0)))

const until = performance.now() + seconds * 1_000
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    while (performance.now() < until) await call()
  }),
)
clearInterval(watch)
const then = totals()
const calls = then.calls - first.calls
print(`then, by rank, ${AT_A_TIME} at a time`, summarize(times))
const hitRate = 1 - (then.cold - first.cold) / calls
const { children, childDeaths, codeCache } = sandbox.metrics()
global.gc?.()
const grown = process.memoryUsage()
const mb = (bytes: number) => (bytes / 1024 / 1024).toFixed(0)
process.stdout.write(`calls ${calls}, hit rate ${(hitRate * 100).toFixed(1)} %, failures ${JSON.stringify(failures)}\n`)
process.stdout.write(`sandbox memory: peak ${peakMb.toFixed(0)} MB, deaths ${JSON.stringify(childDeaths)}\n`)
for (const { role, rssMb, isolates, calls: own } of children)
  process.stdout.write(`  ${role}: ${rssMb?.toFixed(0)} MB, ${isolates} isolates, ${own} calls\n`)
process.stdout.write(
  `core: ${mb(core.rss)} → ${mb(grown.rss)} MB, heap ${mb(core.heapUsed)} → ${mb(grown.heapUsed)} MB; code cache ${JSON.stringify(codeCache)}\n`,
)
await sandbox.close()
