import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import { callHook, failureOf, scriptFrom } from '../core/sandbox/sandbox-kit.ts'
import { paired, print, printRatio, summarize, timed } from './bench-kit.ts'
import { watchForeignLoad } from './foreign-load.ts'
import { bundle } from './many-tenants.ts'

/** What the sandbox costs, each against its floor in the same run. `node test/bench/sandbox.ts` */
const sandbox = createSandbox({ children: 1, cpuBudget: { cpuMs: 1e9, windowMs: 1 } })

const record: JsonObject = Object.fromEntries(
  Array.from({ length: 25 }, (_, index) => [
    `field${index}`,
    `value ${index} of a record of one kilobyte`.slice(0, 30),
  ]),
)
const hook =
  '(records) => records.map(({ values }) => ({ name: String(values.field1).toUpperCase(), total: values.field2.length * 3 }))'
const inCore = (records: JsonObject[]) => {
  const copies: JsonObject[] = JSON.parse(JSON.stringify(records))
  return JSON.parse(JSON.stringify(copies.map((one) => ({ name: String(one['field1']).toUpperCase() }))))
}

async function cold(tenant: string, source: string): Promise<void> {
  const input = {
    entity: 'thing',
    hook: 'beforeCreate',
    records: [{ id: null, values: { a: 1 }, old: null }],
    actor: { kind: 'user', id: 'u1', name: 'Ada' },
    locale: 'en' as const,
  }
  const host = () => Promise.resolve(null)
  const { signal } = new AbortController()
  const script = scriptFrom(source)
  await sandbox.call({
    tenantId: tenant,
    script,
    kind: 'beforeHook',
    target: 'entities.thing.beforeCreate',
    input,
    host,
    signal,
  })
}

async function warmHooks(): Promise<void> {
  const single = { hook, records: [record] }
  const batch = { hook, records: Array.from({ length: 100 }, () => record) }
  for (let round = 0; round < 200; round++) await callHook(sandbox, single)
  for (let round = 0; round < 20; round++) await callHook(sandbox, batch)
  const one = await paired(1_500, { base: () => inCore([record]), other: () => callHook(sandbox, single) })
  print('the same work in core, JSON in and out', one.base, 'µs')
  print('warm before-hook, 1 record of 1 kB', one.other, 'µs')
  const many = await paired(150, { base: () => callHook(sandbox, single), other: () => callHook(sandbox, batch) })
  print('batch of 100', many.other)
  process.stdout.write(`${'batch of 100, per record'.padEnd(52)} ${(many.other.p50 * 10).toFixed(2)} µs\n`)
  printRatio('a record alone : a record of a batch', (many.base.p50 * 100) / many.other.p50)
}

async function hostCalls(): Promise<void> {
  const asking = (calls: number) =>
    `async (r, tenon) => { for (let i = 0; i < ${calls}; i++) await tenon.records.get({ entity: 'a', id: 'b' }); return [{}] }`
  await callHook(sandbox, { hook: asking(20) })
  const { base, other } = await paired(200, {
    base: () => callHook(sandbox, { hook: asking(0) }),
    other: () => callHook(sandbox, { hook: asking(20) }),
  })
  process.stdout.write(
    `${'host call, without the database'.padEnd(52)} ${(((other.p50 - base.p50) / 20) * 1000).toFixed(0)} µs\n`,
  )
}

async function coldPlugins(): Promise<void> {
  const shared = bundle('shared')
  await cold('first', shared)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  let tenant = 0
  const { base, other } = await paired(40, {
    base: () => cold(`new-${tenant++}`, bundle(`mark ${tenant}`)),
    other: () => cold(`known-${tenant++}`, shared),
  })
  print('cold plugin of 50 kB, never seen', base)
  print('cold plugin of 50 kB, code cached', other)
  printRatio('never seen : cached', base.p50 / other.p50)
}

async function kills(): Promise<void> {
  const known: number[] = []
  const next: number[] = []
  for (let round = 0; round < 8; round++) {
    const tenant = `loop-${round}`
    known.push(await timed(() => failureOf(callHook(sandbox, { tenant, hook: '() => { for (;;); }' }))))
    next.push(await timed(() => callHook(sandbox, { tenant: 'neighbour', hook: '() => [{}]' })))
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  print('endless loop, until its caller knows', summarize(known))
  print("a neighbour's next call, cold in the spare", summarize(next))
}

const foreign = watchForeignLoad()
await warmHooks()
await hostCalls()
await coldPlugins()
await kills()
process.stdout.write(`other programs used ${(foreign() * 100).toFixed(0)} % of a core meanwhile\n`)
await sandbox.close()
