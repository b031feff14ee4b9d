import { availableParallelism } from 'node:os'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { innocentPrograms } from '../core/sandbox/innocent-programs.ts'
import { type InnocentRun, makeLoad, runInnocent } from '../core/sandbox/run-innocents.ts'
import { print, summarize } from './bench-kit.ts'

/**
 * Real hooks on a machine that is much too busy: none may be stopped, and each must answer as it does elsewhere.
 * `node test/bench/sandbox-innocents.ts [programs, default 200] [load per processor, default 4] [at a time, default 4]`
 */
const [count = 200, load = 4, atATime = 4] = process.argv.slice(2).map(Number)

const sandbox = createSandbox({
  onEvent: (event) => {
    if (event.type !== 'pluginLog') process.stdout.write(`${JSON.stringify(event)}\n`)
  },
})
const endLoad = makeLoad(load)
const waiting = innocentPrograms(count)
const runs: InnocentRun[] = []

async function work(): Promise<void> {
  for (let program = waiting.shift(); program !== undefined; program = waiting.shift()) {
    // The second call finds its isolate, and the load of the first, warm.
    for (let call = 0; call < 2; call++) runs.push(await runInnocent(sandbox, program))
  }
}
await Promise.all(Array.from({ length: atATime }, work))
endLoad()

for (const { program, problem } of runs) if (problem !== null) process.stdout.write(`${program.name}: ${problem}\n`)
print(`${count} programs, load ${load} × ${availableParallelism()}`, summarize(runs.map(({ ms }) => ms)))
const { hooks, childDeaths } = sandbox.metrics()
const kills = hooks.flatMap((hook) => Object.values(hook.kills)).reduce((sum, one) => sum + one, 0)
const wrong = runs.filter(({ problem }) => problem !== null).length
process.stdout.write(`kills: ${kills}, wrong ends: ${wrong}, children lost: ${JSON.stringify(childDeaths)}\n`)
await sandbox.close()
process.exitCode = kills + wrong === 0 ? 0 : 1
