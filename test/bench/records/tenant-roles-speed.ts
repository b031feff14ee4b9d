import { parseArgs } from 'node:util'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { makeScenarios } from './scenarios.ts'
import { type Bench, startBench } from './start-bench.ts'

/**
 * What a database role per tenant costs: each question to our server without and with it, in turn, many slices of
 * each; the ratio is that of all processor time of server and PostgreSQL together.
 * `node test/bench/records/tenant-roles-speed.ts [--rounds 8] [--only read,create] [--times 4]`
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    times: { type: 'string', default: '4' },
  },
})
const wanted = values.only.split(',')
const rows = { accounts: 10_000, opportunities: 50_000 }
const off = await startBench({ ...rows, settings: { TENON_TENANT_ROLES: 'off' } })
const on = await startBench({ ...rows, settings: { TENON_TENANT_ROLES: 'required' } })
const say = (text: string) => process.stdout.write(`${text}\n`)
const sum = (slices: Slice[], part: 'server' | 'postgres') => slices.reduce((all, slice) => all + slice[part], 0)
const ratio = (on: number, off: number) => (on / off).toFixed(3)

try {
  const [plain, roled] = [makeScenarios(off), makeScenarios(on)]
  for (const [at, { name, ours, calls }] of plain.entries()) {
    const other = roled[at]
    if (other === undefined || !wanted.some((part) => name.includes(part))) continue
    const ask = (bench: Bench, target: Target, count = calls * Number(values.times)) =>
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
    const [server, postgres] = [
      [sum(slices.on, 'server'), sum(slices.off, 'server')] as const,
      [sum(slices.on, 'postgres'), sum(slices.off, 'postgres')] as const,
    ]
    const both = ratio(server[0] + postgres[0], server[1] + postgres[1])
    say(`${''.padEnd(34)} ${both} × of processor: server ${ratio(...server)}, PostgreSQL ${ratio(...postgres)}`)
  }
} finally {
  await Promise.all([off.close(), on.close()])
}

function line(name: string, who: string, { perSecond, sample, server, postgres }: Figures): void {
  const cpu = `${server.toFixed(3)} + ${postgres.toFixed(3)} = ${(server + postgres).toFixed(3)}`
  say(`${name.padEnd(34)} ${who}  ${perSecond.toFixed(0).padStart(8)} ${sample.p50.toFixed(2).padStart(7)}   ${cpu}`)
}
