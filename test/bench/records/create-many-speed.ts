import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { watchForeignLoad } from '../foreign-load.ts'
import { processTimes } from './process-times.ts'
import { sampleValues } from './sample-values.ts'
import { startBench } from './start-bench.ts'

/**
 * 1,000 creates of 20 fields in one request, without and with a before-hook, over HTTP, in turn with the floor's.
 * `node test/bench/records/create-many-speed.ts [--rounds 12] [--profile folder]`
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, profile: { type: 'string' } },
})
const MANY = 1_000
const AFTERWARDS = 300
const bench = await startBench({ accounts: 1_000, opportunities: 10_000, profile: values.profile })
const say = (text: string) => process.stdout.write(`${text}\n`)
const headers = { authorization: bench.credentials.key, 'content-type': 'application/json' }
let made = 0

interface Round {
  wall: number
  server: number
  postgres: number
}

const FLOOR = { name: 'floor', ...bench.floor, path: '/create-many' }
const OURS = ['opportunity', 'hookedOpportunity'].map((name) => ({
  ...{ name, ...bench.tenon, path: `/api/v1/${name}/create-many` },
}))

async function createMany({ port, pid, path }: typeof FLOOR): Promise<Round> {
  const { accounts } = bench.ids
  const records = Array.from({ length: MANY }, () => {
    const index = made++
    const { account: _, ...plain } = sampleValues(index, accounts[index % accounts.length] ?? '')
    return plain
  })
  const body = JSON.stringify({ records })
  const before = [processTimes(pid), processTimes(bench.postmaster)] as const
  const started = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })
  const told = (await answer.json()) as { created?: number } | unknown[]
  const wall = performance.now() - started
  const created = Array.isArray(told) ? told.length : told.created
  if (created !== MANY) throw new Error(`Answered ${answer.status}: ${JSON.stringify(told).slice(0, 500)}`)
  // Events are delivered after the answer: that is of this call, not of the next.
  await sleep(AFTERWARDS)
  return { wall, server: processTimes(pid) - before[0], postgres: processTimes(bench.postmaster) - before[1] }
}

try {
  const foreign = watchForeignLoad()
  const asked = [FLOOR, ...OURS].map((target) => ({ target, rounds: [] as Round[] }))
  for (let round = -3; round < Number(values.rounds); round++) {
    for (const { target, rounds } of asked) {
      const took = await createMany(target)
      if (round >= 0) rounds.push(took)
    }
  }
  for (const { target, rounds } of asked) {
    const middle = (read: (round: Round) => number) =>
      (rounds.map(read).sort((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? 0).toFixed(0)
    const least = Math.min(...rounds.map(({ wall }) => wall)).toFixed(0)
    say(
      `${target.name.padEnd(18)} wall ${middle(({ wall }) => wall)} ms (least ${least}); processor: server ${middle((one) => one.server)} ms, PostgreSQL ${middle((one) => one.postgres)} ms`,
    )
  }
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
} finally {
  await bench.close()
}
