import { createHash } from 'node:crypto'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { callHook, failureOf } from '../core/sandbox/sandbox-kit.ts'
import { print, printRatio, summarize, timed } from './bench-kit.ts'
import { watchForeignLoad } from './foreign-load.ts'

/**
 * What healthy tenants feel of an attack: windows of a second without and with the attacker in turn.
 * `node test/bench/sandbox-under-attack.ts [--seconds 60] [--attacker one|fresh|evading] [--only 'log flood']`
 *   `[--patience 10]`
 *
 * `--seconds`: under attack, for each attack. `--attacker`: `one` tenant with one hook; `fresh`: another tenant in each
 * window, whom nothing has met before; `evading`: one tenant that comes with another version and text for each call,
 * which no circuit breaker has met. Pairs of windows in which other programs used the machine are told apart; with
 * `--patience` it waits for moments in which they do not, for so many minutes per attack in all.
 */
const WINDOW_MS = 1_000
/** Share of one processor. */
const MAX_FOREIGN = 0.1
const HEALTHY_TENANTS = 8
const HEALTHY = '(records) => [{ name: String(records[0].values.name).toUpperCase() }]'

const ATTACKS = {
  'endless loop': '() => { for (;;); }',
  'uninterruptible builtin': '() => { [].indexOf.call({ length: 2 ** 53 - 1 }, 1) }',
  'array bomb': '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }',
  'buffer bomb': '() => { const a = []; for (;;) { try { a.push(new Uint8Array(1e7).fill(1)) } catch {} } }',
  'host-call flood':
    "async (r, tenon) => { await Promise.all(Array.from({ length: 50 }, () => tenon.records.find({ entity: 'a' }))); return [{}] }",
  'log flood': '(r, tenon) => { for (let i = 0; i < 20000; i++) tenon.log.info("x".repeat(2000)) }',
}
type Attacker = 'one' | 'fresh' | 'evading'

const option = (name: string) => process.argv[process.argv.indexOf(`--${name}`) + 1]
const has = (name: string) => process.argv.includes(`--${name}`)
const seconds = has('seconds') ? Number(option('seconds')) : 60
const attacker = (has('attacker') ? option('attacker') : 'one') as Attacker
const patienceMs = has('patience') ? Number(option('patience')) * 60_000 : 0
const only = has('only') ? option('only') : undefined

const sandbox = createSandbox({ children: 2 })
const foreignLoad = watchForeignLoad()
let failed = 0
let count = 0
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

interface Window {
  times: number[]
  /** Processors used by other programs meanwhile. */
  foreign: number
}

interface Pair {
  quiet: Window
  attacked: Window
}

/** Waits until nobody else uses the machine, or for as long as it may. Returns how long that took. */
async function quietMoment(atMostMs: number): Promise<number> {
  const since = performance.now()
  foreignLoad()
  do await pause(300)
  while (foreignLoad() > MAX_FOREIGN && performance.now() - since < atMostMs)
  return performance.now() - since
}

async function healthyWindow(): Promise<Window> {
  const times: number[] = []
  foreignLoad()
  const until = performance.now() + WINDOW_MS
  for (let call = 0; performance.now() < until; call++) {
    const probe = { tenant: `healthy-${call % HEALTHY_TENANTS}`, hook: HEALTHY }
    times.push(await timed(() => callHook(sandbox, probe).catch(() => (failed += 1))))
    await pause(4)
  }
  return { times, foreign: foreignLoad() }
}

async function attackWindow(name: string, hook: string): Promise<Record<string, number>> {
  const ends: Record<string, number> = {}
  count += 1
  const tenant = attacker === 'fresh' ? `attacker-${count}` : `attacker-${name}`
  const until = performance.now() + WINDOW_MS
  while (performance.now() < until) {
    const version = attacker === 'evading' ? createHash('sha1').update(`${count++}`).digest('hex') : '1.0.0'
    const { code } = await failureOf(callHook(sandbox, { tenant, hook, setUp: `// ${version}\n`, version }))
    ends[code] = (ends[code] ?? 0) + 1
    if (code === 'RATE_LIMITED' || code === 'PLUGIN_CIRCUIT_OPEN') await pause(5)
  }
  return ends
}

function report(title: string, pairs: Pair[]): void {
  const base = summarize(pairs.flatMap(({ quiet }) => quiet.times))
  const under = summarize(pairs.flatMap(({ attacked }) => attacked.times))
  print(`  ${title}: quiet`, base)
  print(`  ${title}: under attack`, under)
  printRatio('    p95', under.p95 / base.p95)
  printRatio('    p99', under.p99 / base.p99)
}

for (let window = 0; window < 4; window++) await healthyWindow()
for (const [name, hook] of Object.entries(ATTACKS)) {
  if (only !== undefined && only !== name) continue
  const pairs: Pair[] = []
  const ends: Record<string, number> = {}
  const isClean = ({ quiet, attacked }: Pair) => Math.max(quiet.foreign, attacked.foreign) < MAX_FOREIGN
  let waited = 0
  while (pairs.filter(isClean).length < seconds && (waited < patienceMs || pairs.length < seconds)) {
    waited += await quietMoment(patienceMs - waited)
    const quiet = await healthyWindow()
    const attack = attackWindow(name, hook)
    const attacked = await healthyWindow()
    for (const [code, times] of Object.entries(await attack)) ends[code] = (ends[code] ?? 0) + times
    pairs.push({ quiet, attacked })
  }
  process.stdout.write(`-- ${name}, attacker: ${attacker}; its calls ended ${JSON.stringify(ends)}\n`)
  report('all', pairs)
  const clean = pairs.filter(isClean)
  if (clean.length < pairs.length) report(`${clean.length} of ${pairs.length} pairs, machine ours`, clean)
}
process.stdout.write(`failed healthy calls: ${failed}\n`)
const { children, childDeaths, childrenStarted } = sandbox.metrics()
process.stdout.write(`children started: ${childrenStarted}, ended by: ${JSON.stringify(childDeaths)}\n`)
for (const { role, rssMb, calls } of children)
  process.stdout.write(`  ${role}: ${rssMb?.toFixed(0)} MB, ${calls} calls\n`)
await sandbox.close()
