import { monitorEventLoopDelay } from 'node:perf_hooks'
import { HOSTILE_CORPUS } from '../hostile/hostile-corpus.ts'
import type { HostileProgram } from '../hostile/hostile-program.ts'
import { openHostileWorld } from '../hostile/hostile-world.ts'

/**
 * The hostile corpus several times in a row, by class: how many programs ended as they must, and what each of them cost
 * core: its longest pause, and by how much it grew. Ends with code 1 where one did not end as it must.
 * `node test/bench/sandbox-corpus.ts [runs, default 3] [part of a name]`
 */
const runs = Number(process.argv[2] ?? 3)
const part = process.argv[3] ?? ''

interface Result {
  program: HostileProgram
  run: number
  end: string
  good: boolean
  ms: number
  lagMs: number
  grownMb: number
}

const unhandled: unknown[] = []
process.on('unhandledRejection', (reason) => unhandled.push(reason))
const rssMb = () => process.memoryUsage.rss() / 1024 / 1024
const lag = monitorEventLoopDelay({ resolution: 5 })
const world = await openHostileWorld()
const results: Result[] = []

async function play(program: HostileProgram, run: number): Promise<Result> {
  const before = rssMb()
  lag.reset()
  lag.enable()
  const { end, changes, reached, ms } = await world.run(program)
  lag.disable()
  const { ends, changes: found, reached: allowed = 0 } = program.must
  const knows = end !== 'OK' || found === undefined || JSON.stringify(found) === JSON.stringify(changes)
  const good = ends.includes(end) && knows && reached <= allowed
  return { program, run, end, good, ms, lagMs: lag.max / 1e6, grownMb: rssMb() - before }
}

function report(title: string, list: readonly Result[]): void {
  const worst = (of: (result: Result) => number) => Math.max(...list.map(of)).toFixed(0)
  const good = list.filter((result) => result.good).length
  process.stdout.write(
    `${title.padEnd(16)} ${good} of ${list.length}, longest call ${worst(({ ms }) => ms)} ms, longest pause of core ${worst(({ lagMs }) => lagMs)} ms, most growth ${worst(({ grownMb }) => grownMb)} MB\n`,
  )
}

const corpus = HOSTILE_CORPUS.filter(({ name }) => name.includes(part))
const rssBefore = rssMb()
for (let run = 1; run <= runs; run++) for (const program of corpus) results.push(await play(program, run))
const grown = rssMb() - rssBefore
for (const name of new Set(corpus.map((program) => program.class))) {
  report(
    name,
    results.filter(({ program }) => program.class === name),
  )
}
report('all', results)
for (const { program, run, end } of results.filter(({ good }) => !good)) {
  process.stdout.write(`  run ${run}, '${program.name}' ended ${end}, not ${program.must.ends.join(' or ')}\n`)
}
const slowest = results.toSorted((a, b) => b.lagMs - a.lagMs).slice(0, 5)
process.stdout.write(
  `longest pauses: ${slowest.map(({ program, lagMs }) => `${lagMs.toFixed(0)} ms ${program.name}`)}\n`,
)
process.stdout.write(
  `core grew by ${grown.toFixed(0)} MB; unhandled rejections: ${unhandled.length}; connections to the canary: ${world.connections()}\n`,
)
await world.close()
process.exitCode = results.every(({ good }) => good) && unhandled.length === 0 && world.connections() === 0 ? 0 : 1
