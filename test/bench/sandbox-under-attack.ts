import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { callHook, failureOf } from '../core/sandbox/sandbox-kit.ts'
import { print, printRatio, summarize, timed } from './bench-kit.ts'

/**
 * What healthy tenants feel of an attack: windows with and without the attacker in turn. One attacker per attack, or
 * with `fresh` a new one in each window, whom neither breaker nor penalty has met.
 * `node test/bench/sandbox-under-attack.ts [seconds per attack] [fresh]`
 */
const WINDOW_MS = 1_000
const secondsPerAttack = Number(process.argv[2] ?? 20)
const fresh = process.argv[3] === 'fresh'

const ATTACKS = {
  'endless loop': '() => { for (;;); }',
  'uninterruptible builtin': '() => { [].indexOf.call({ length: 2 ** 53 - 1 }, 1) }',
  'array bomb': '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }',
  'buffer bomb': '() => { const a = []; for (;;) { try { a.push(new Uint8Array(1e7).fill(1)) } catch {} } }',
  'host-call flood': "(r, tenon) => Promise.all(Array.from({ length: 50 }, () => tenon.records.find({ entity: 'a' })))",
  'log flood': '(r, tenon) => { for (let i = 0; i < 20000; i++) tenon.log.info("x".repeat(2000)) }',
}
const HEALTHY = '(records) => [{ name: String(records[0].values.name).toUpperCase() }]'
const HEALTHY_TENANTS = 8

const sandbox = createSandbox({ children: 2 })
let attacker = 0
let failed = 0

async function healthyFor(ms: number): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + ms
  for (let call = 0; performance.now() < until; call++) {
    const tenant = `healthy-${call % HEALTHY_TENANTS}`
    times.push(
      await timed(() =>
        callHook(sandbox, { tenant, hook: HEALTHY }).catch(() => {
          failed += 1
        }),
      ),
    )
    await new Promise((resolve) => setTimeout(resolve, 4))
  }
  return times
}

async function attackFor(ms: number, hook: string): Promise<void> {
  attacker += fresh ? 1 : 0
  const tenant = `attacker-${attacker}`
  const until = performance.now() + ms
  while (performance.now() < until) {
    const { code } = await failureOf(callHook(sandbox, { tenant, hook }))
    if (code === 'RATE_LIMITED' || code === 'PLUGIN_CIRCUIT_OPEN')
      await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

await healthyFor(WINDOW_MS)
for (const [name, hook] of Object.entries(ATTACKS)) {
  attacker += 1
  const quiet: number[] = []
  const attacked: number[] = []
  for (let round = 0; round < secondsPerAttack / 2; round++) {
    quiet.push(...(await healthyFor(WINDOW_MS)))
    const attack = attackFor(WINDOW_MS, hook)
    attacked.push(...(await healthyFor(WINDOW_MS)))
    await attack
  }
  const [base, under] = [summarize(quiet), summarize(attacked)]
  process.stdout.write(`-- ${name}\n`)
  print('  quiet', base)
  print('  under attack', under)
  printRatio('  p95', under.p95 / base.p95)
  printRatio('  p99', under.p99 / base.p99)
}
process.stdout.write(`failed healthy calls: ${failed}\n`)
await sandbox.close()
