import { parseArgs } from 'node:util'
import { watchForeignLoad } from '../foreign-load.ts'
import { processTimes } from './process-times.ts'
import { sampleValues } from './sample-values.ts'
import { startBench } from './start-bench.ts'

/**
 * 1,000 creates of 20 fields in one request, without and with a before-hook, over HTTP.
 * `node test/bench/records/create-many-speed.ts [--rounds 12] [--profile folder]`
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, profile: { type: 'string' } },
})
const MANY = 1_000
const bench = await startBench({ accounts: 1_000, opportunities: 10_000, profile: values.profile })
const say = (text: string) => process.stdout.write(`${text}\n`)
const headers = { authorization: bench.credentials.key, 'content-type': 'application/json' }
let made = 0

async function createMany(entity: string) {
  const { accounts } = bench.ids
  const records = Array.from({ length: MANY }, () => {
    const index = made++
    const { account: _, ...plain } = sampleValues(index, accounts[index % accounts.length] ?? '')
    return plain
  })
  const before = [processTimes(bench.tenon.pid), processTimes(bench.postmaster)] as const
  const started = performance.now()
  const answer = await fetch(`http://127.0.0.1:${bench.tenon.port}/api/v1/${entity}/create-many`, {
    ...{ method: 'POST', headers, body: JSON.stringify({ records }) },
  })
  const told = (await answer.json()) as { created?: number }
  const wall = performance.now() - started
  if (told.created !== MANY) throw new Error(`Answered ${answer.status}: ${JSON.stringify(told).slice(0, 500)}`)
  const server = processTimes(bench.tenon.pid) - before[0]
  return { wall, server, postgres: processTimes(bench.postmaster) - before[1] }
}

try {
  const foreign = watchForeignLoad()
  for (const entity of ['opportunity', 'hookedOpportunity']) {
    for (let round = 0; round < 3; round++) await createMany(entity)
    const rounds: Array<Awaited<ReturnType<typeof createMany>>> = []
    for (let round = 0; round < Number(values.rounds); round++) rounds.push(await createMany(entity))
    const middle = (read: (round: Awaited<ReturnType<typeof createMany>>) => number) =>
      (rounds.map(read).sort((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? 0).toFixed(0)
    const least = Math.min(...rounds.map(({ wall }) => wall)).toFixed(0)
    say(
      `${entity.padEnd(18)} wall ${middle(({ wall }) => wall)} ms (least ${least}); processor: server ${middle((one) => one.server)} ms, PostgreSQL ${middle((one) => one.postgres)} ms`,
    )
  }
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
} finally {
  await bench.close()
}
