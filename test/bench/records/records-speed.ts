import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { watchForeignLoad } from '../foreign-load.ts'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { residentMegabytes } from './process-times.ts'
import { makeScenarios } from './scenarios.ts'
import { startBench } from './start-bench.ts'

/**
 * The speed table: each question to a bare Fastify + `pg` server (or bare tRPC) and to ours, in turn within one run.
 * `node test/bench/records/records-speed.ts [--rounds 8] [--only list] [--small] [--rest] [--profile folder]`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    only: { type: 'string' },
    small: { type: 'boolean' },
    // Start and memory at rest alone.
    rest: { type: 'boolean' },
    profile: { type: 'string' },
  },
})
const rows = values.small ? { accounts: 10_000, opportunities: 50_000 } : { accounts: 100_000, opportunities: 500_000 }
const bench = await startBench({ ...rows, profile: values.profile })
const say = (text: string) => process.stdout.write(`${text}\n`)
const memory = () => `${residentMegabytes(bench.tenon.pid).toFixed(0)} MB`
say(
  `start to first answer ${bench.startedIn.toFixed(0)} ms, ${bench.startedWith.toFixed(0)} ms of processor, ${memory()}`,
)
if (values.only === undefined || values.rest) {
  // What only the start needed is given back to the machine by then.
  await sleep(45_000)
  say(`idle after 45 s: ${memory()}`)
}
say(`${'scenario'.padEnd(34)} who      calls/s    p50     p99   server + PostgreSQL, ms of processor`)

try {
  for (const { name, base, ours, bar, calls, warmMs = 0 } of values.rest ? [] : makeScenarios(bench)) {
    if (values.only !== undefined && !name.includes(values.only)) continue
    const run = (target: Target, count = calls) =>
      runSlice(target, { calls: count, senders: 16, postmaster: bench.postmaster })
    // Both for as long: a floor whose code has yet to be compiled takes up to twice as much.
    for (const [target, count] of [[base, Math.ceil(calls / 2)] as const, [ours, calls * 2] as const]) {
      const warmFrom = performance.now()
      do await run(target, count)
      while (performance.now() - warmFrom < warmMs)
    }
    const foreign = watchForeignLoad()
    const slices: { base: Slice[]; ours: Slice[] } = { base: [], ours: [] }
    for (let round = 0; round < Number(values.rounds); round++) {
      slices.base.push(await run(base))
      slices.ours.push(await run(ours))
    }
    const [floor, own] = [figuresOf(slices.base), figuresOf(slices.ours)]
    const ratio = (own.server + own.postgres) / (floor.server + floor.postgres)
    line(name, 'base', floor)
    line('', 'ours', own)
    say(
      `${''.padEnd(34)} ${ratio.toFixed(2)} × of processor, asked ${bar}; others took ${(foreign() * 100).toFixed(0)} % of a core`,
    )
  }
} finally {
  await bench.close()
}

function line(name: string, who: string, { perSecond, sample, server, postgres }: Figures): void {
  const [rate, p50, p99] = [perSecond.toFixed(0), sample.p50.toFixed(2), sample.p99.toFixed(2)]
  const cpu = `${server.toFixed(3)} + ${postgres.toFixed(3)} = ${(server + postgres).toFixed(3)}`
  say(`${name.padEnd(34)} ${who}  ${rate.padStart(8)} ${p50.padStart(7)} ${p99.padStart(7)}   ${cpu}`)
}
