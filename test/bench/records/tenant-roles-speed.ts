import { parseArgs } from 'node:util'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { makeScenarios } from './scenarios.ts'
import { type Bench, startBench } from './start-bench.ts'

/**
 * What a database role per tenant costs: each question to our server without and with it, in turn, many short slices
 * of each; the ratio is that of the medians of the processor time of server and PostgreSQL together.
 * `node test/bench/records/tenant-roles-speed.ts [--rounds 12] [--only read]`
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '12' }, only: { type: 'string' } } })
const rows = { accounts: 10_000, opportunities: 50_000 }
const off = await startBench({ ...rows, settings: { TENON_TENANT_ROLES: 'off' } })
const on = await startBench({ ...rows, settings: { TENON_TENANT_ROLES: 'required' } })
const say = (text: string) => process.stdout.write(`${text}\n`)
const spent = ({ server, postgres, calls }: Slice) => (server + postgres) / calls
const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

try {
  const [plain, roled] = [makeScenarios(off), makeScenarios(on)]
  for (const [at, { name, ours, calls }] of plain.entries()) {
    const other = roled[at]
    if (other === undefined || (values.only !== undefined && !name.includes(values.only))) continue
    const ask = (bench: Bench, target: Target, count = calls) =>
      runSlice(target, { calls: count, senders: 16, postmaster: bench.postmaster })
    await ask(off, ours, calls * 2)
    await ask(on, other.ours, calls * 2)
    const slices: { off: Slice[]; on: Slice[] } = { off: [], on: [] }
    for (let round = 0; round < Number(values.rounds); round++) {
      slices.off.push(await ask(off, ours))
      slices.on.push(await ask(on, other.ours))
    }
    line(name, 'off', figuresOf(slices.off))
    line('', 'on ', figuresOf(slices.on))
    const ratio = median(slices.on.map(spent)) / median(slices.off.map(spent))
    say(`${''.padEnd(34)} ${ratio.toFixed(3)} × of processor`)
  }
} finally {
  await Promise.all([off.close(), on.close()])
}

function line(name: string, who: string, { perSecond, sample, server, postgres }: Figures): void {
  const cpu = `${server.toFixed(3)} + ${postgres.toFixed(3)} = ${(server + postgres).toFixed(3)}`
  say(`${name.padEnd(34)} ${who}  ${perSecond.toFixed(0).padStart(8)} ${sample.p50.toFixed(2).padStart(7)}   ${cpu}`)
}
