import { afterEach, expect, test } from 'vitest'
import { createSandbox, type SandboxOptions } from '../../../core/src/sandbox/create-sandbox.ts'
import { rendezvousOrder } from '../../../core/src/sandbox/rendezvous-order.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { ChildMetrics } from '../../../core/src/sandbox/sandbox-metrics.ts'
import { type QueuedSlice, SliceQueue } from '../../../core/src/sandbox/slice-queue.ts'
import { makeTenantStandings } from '../../../core/src/sandbox/tenant-standings.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const HEALTHY = '() => [{ seen: true }]'
const open: ObservableSandbox[] = []
const own = (options: SandboxOptions): ObservableSandbox => {
  const sandbox = createSandbox(options)
  open.push(sandbox)
  return sandbox
}
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})
const pidOf = (sandbox: ObservableSandbox, role: ChildMetrics['role']) =>
  sandbox.metrics().children.find((child) => child.role === role && child.isolates > 0)?.pid

test('code is on probation until it has answered often and for long enough, and again after a change of its text', () => {
  const clock = { now: 0 }
  const standings = makeTenantStandings({ calls: 3, ms: 1_000 }, () => clock.now)
  for (let call = 0; call < 3; call++) standings.credit('a', 'text')
  expect(standings.of('a', 'text')).toBe('probation')
  clock.now += 1_000
  expect([standings.of('a', 'text'), standings.of('a', 'other text'), standings.of('b', 'text')]).toEqual([
    'worker',
    'probation',
    'probation',
  ])
})

test('a tenant with a kill is punished before all else, one that is busy only with code that is proven', () => {
  const clock = { now: 0 }
  const standings = makeTenantStandings({ calls: 1, ms: 0 }, () => clock.now)
  standings.credit('a', 'known')
  standings.setAside('a')
  expect([standings.of('a', 'known'), standings.of('a', 'unknown')]).toEqual(['busy', 'probation'])
  standings.punish('a')
  expect([standings.of('a', 'known'), standings.of('a', 'unknown')]).toEqual(['penalty', 'penalty'])
  clock.now += 11 * 60_000
  expect(standings.of('a', 'known')).toBe('worker')
})

test('a tenant that was set aside stays so for ten seconds, whatever others do', () => {
  const clock = { now: 0 }
  const standings = makeTenantStandings({ calls: 0, ms: 0 }, () => clock.now)
  standings.setAside('a')
  clock.now += 6_000
  standings.setAside('a')
  clock.now += 9_999
  expect([standings.isSetAside('a'), standings.isSetAside('b')]).toEqual([true, false])
  clock.now += 1
  expect([standings.isSetAside('a'), standings.of('a', 'text')]).toEqual([false, 'worker'])
})

test('a tenant that was set aside comes back ten seconds after its last long slice', () => {
  const clock = { now: 0 }
  const standings = makeTenantStandings({ calls: 0, ms: 0 }, () => clock.now)
  const [long, short] = [3_000, 300].map((micros) => ({ micros, busy: false }))
  if (long === undefined || short === undefined) throw new Error('no work')
  standings.noteWork('never busy', long)
  expect(standings.isSetAside('never busy')).toBe(false)
  for (const tenant of ['long', 'short']) standings.noteWork(tenant, { micros: 300, busy: true })
  for (let second = 0; second < 30; second++) {
    clock.now += 1_000
    standings.noteWork('long', long)
    standings.noteWork('short', short)
  }
  expect(['long', 'short'].map((tenant) => standings.of(tenant, 'text'))).toEqual(['busy', 'worker'])
  clock.now += 10_000
  standings.noteWork('long', long)
  expect(standings.of('long', 'text')).toBe('worker')
})

test('what unknown code does to its child does not touch the child of proven code', async () => {
  const sandbox = own({ children: 1, probation: { calls: 1, ms: 0 } })
  for (let call = 0; call < 2; call++) await changesOf(sandbox, { tenant: 'healthy', hook: HEALTHY })
  const worker = pidOf(sandbox, 'worker')
  for (const tenant of ['first', 'second']) {
    const attack = failureOf(callHook(sandbox, { tenant, hook: '() => { for (;;); }' }))
    expect(await changesOf(sandbox, { tenant: 'healthy', hook: HEALTHY })).toEqual({ seen: true })
    expect((await attack).code).toBe('PLUGIN_TIMEOUT')
  }
  expect(pidOf(sandbox, 'worker')).toBe(worker)
  expect(sandbox.metrics().hooks.find(({ tenantId }) => tenantId === 'healthy')).toMatchObject({ coldCalls: 2 })
})

test.runIf(process.platform === 'linux')(
  "a call that would wait behind another tenant's long slice begins in another child",
  async () => {
    const sandbox = own({ children: 2, probation: { calls: 0, ms: 0 }, cpuBudget: { cpuMs: 1e9, windowMs: 1 } })
    const firstPlace = (tenant: string) => rendezvousOrder(tenant, 2)[0]
    const neighbour = Array.from({ length: 20 }, (_, i) => `near-${i}`).find(
      (one) => firstPlace(one) === firstPlace('long'),
    )
    const long = '() => { let x = 0; for (let i = 0; i < 4e6; i++) x += i % 7; return [{ x }] }'
    await changesOf(sandbox, { tenant: neighbour ?? '', hook: HEALTHY })
    // Where the processor is short nobody hogs it; then this is tried again.
    await expect
      .poll(
        async () => {
          const ended: string[] = []
          const calls = [
            callHook(sandbox, { tenant: 'long', kind: 'action', hook: long }).then(() => ended.push('long')),
            callHook(sandbox, { tenant: neighbour ?? '', hook: HEALTHY }).then(() => ended.push('neighbour')),
          ]
          await Promise.all(calls)
          return ended[0]
        },
        { timeout: 50_000 },
      )
      .toBe('neighbour')
  },
)

test('scripts that take long to load, and calls of others that come meanwhile, all end well', async () => {
  const sandbox = own({ children: 2 })
  const slow = 'for (let i = 0, x = 0; i < 2e6; i++) x += i % 7;'
  const calls = Array.from({ length: 8 }, (_, i) => [
    changesOf(sandbox, { tenant: `slow-${i}`, hook: HEALTHY, setUp: slow }),
    changesOf(sandbox, { tenant: `quick-${i}`, hook: HEALTHY }),
  ])
  expect(await Promise.all(calls.flat())).toEqual(Array(16).fill({ seen: true }))
  expect(sandbox.metrics().hooks.flatMap(({ kills }) => Object.keys(kills))).toEqual([])
})

test('slices of calls at work come first, but not for ever, and only calls that have not begun can move', () => {
  const queue = new SliceQueue()
  const slice = (tenantId: string, begun: boolean): QueuedSlice => ({
    job: { tenantId, isolate: '', cpuLimitMs: 1, begun, movable: !begun, prepare: () => null },
    resolve: () => undefined,
  })
  queue.push(slice('new', false))
  for (let i = 0; i < 6; i++) queue.push(slice('at work', true))
  const order = Array.from({ length: 7 }, () => queue.shift()?.job.tenantId)
  expect(order).toEqual(['at work', 'at work', 'at work', 'at work', 'new', 'at work', 'at work'])
  for (const begun of [true, false, false]) queue.push(slice('x', begun))
  expect(queue.takeMovable()).toHaveLength(2)
  expect([queue.length, queue.drain().length, queue.length]).toEqual([1, 1, 0])
})

test('a tenant that is killed again and again does not get one child after the other', async () => {
  const sandbox = own({ children: 1 })
  const started = performance.now()
  for (let version = 0; version < 3; version++) {
    await failureOf(callHook(sandbox, { tenant: 'mallory', version: `1.0.${version}`, hook: '() => { for (;;); }' }))
  }
  expect(performance.now() - started).toBeGreaterThan(1_000)
  expect(await changesOf(sandbox, { tenant: 'healthy', hook: HEALTHY })).toEqual({ seen: true })
})
