import { afterEach, expect, test } from 'vitest'
import { type CircuitCall, makeCircuitBreaker } from '../../../core/src/sandbox/circuit-breaker.ts'
import { makeCpuBudgets } from '../../../core/src/sandbox/cpu-budgets.ts'
import { createSandbox, type SandboxOptions } from '../../../core/src/sandbox/create-sandbox.ts'
import { FairQueue } from '../../../core/src/sandbox/fair-queue.ts'
import type { ObservableSandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { SandboxEvent } from '../../../core/src/sandbox/sandbox-event.ts'
import { callHook, changesOf, failureOf } from './sandbox-kit.ts'

const HEALTHY = '() => [{ seen: true }]'
const open: ObservableSandbox[] = []
const own = (options: SandboxOptions): ObservableSandbox => {
  // Known code, so that each test has one child to look at.
  const sandbox = createSandbox({ children: 1, probation: { calls: 0, ms: 0 }, ...options })
  open.push(sandbox)
  return sandbox
}
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

test('a budget refills over its window, and can be overdrawn by as much as it holds', () => {
  const clock = { now: 0 }
  const budgets = makeCpuBudgets({ cpuMs: 2_000, windowMs: 10_000 }, () => clock.now)
  budgets.charge('a', 1_999_000)
  expect(budgets.hasLeft('a')).toBe(true)
  budgets.charge('a', 60_000_000)
  clock.now += 9_900
  expect([budgets.hasLeft('a'), budgets.hasLeft('b')]).toEqual([false, true])
  clock.now += 200
  expect(budgets.hasLeft('a')).toBe(true)
})

test('a tenant whose plugins have used up its processor time is RATE_LIMITED, others are not', async () => {
  const sandbox = own({ cpuBudget: { cpuMs: 60, windowMs: 60_000 } })
  const busy = '() => { for (let i = 0; i < 3e6; i++); return [{}] }'
  const codes = new Set<string>()
  for (let call = 0; call < 12; call++)
    codes.add((await failureOf(callHook(sandbox, { tenant: 'busy', hook: busy }))).code)
  expect(codes).toContain('RATE_LIMITED')
  expect((await failureOf(callHook(sandbox, { tenant: 'busy', hook: HEALTHY }))).message).toMatch(
    /share of processor time/,
  )
  expect(await changesOf(sandbox, { tenant: 'other', hook: HEALTHY })).toEqual({ seen: true })
})

test('a tenant may have so many calls open, all tenants together so many, and what is over is refused at once', async () => {
  const sandbox = own({ queueBounds: { perTenant: 3, total: 5 } })
  const ends: Array<() => void> = []
  const waiting = (tenant: string) =>
    failureOf(
      callHook(sandbox, {
        tenant,
        hook: 'async (r, tenon) => { await tenon.records.find({}) }',
        host: () => new Promise((resolve) => ends.push(() => resolve(null))),
      }),
    )
  const calls = ['a', 'a', 'a', 'b', 'b'].map(waiting)
  expect((await waiting('a')).code).toBe('RATE_LIMITED')
  expect((await waiting('c')).code).toBe('UNAVAILABLE')
  while (ends.length < 5) await new Promise((resolve) => setTimeout(resolve, 10))
  for (const end of ends) end()
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(Array(5).fill('NONE'))
  expect(await changesOf(sandbox, { tenant: 'a', hook: HEALTHY })).toEqual({ seen: true })
})

test('lanes of a queue take turns', () => {
  const queue = new FairQueue<string>()
  for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push('a', item)
  queue.push('b', 'b1')
  queue.push('c', 'c1')
  expect([queue.shift(), queue.shift()]).toEqual(['a1', 'b1'])
  queue.push('b', 'b2')
  expect([queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([
    'c1',
    'a2',
    'b2',
    'a3',
    'a4',
  ])
  expect([queue.shift(), queue.length]).toEqual([undefined, 0])
})

/** A call of the hook of these tests, as the breaker knows it. */
const call = (): CircuitCall => ({ key: 'hook' })

test('the third opening within an hour disables a hook until it is reset', () => {
  const clock = { now: 1_000_000 }
  const breaker = makeCircuitBreaker(() => clock.now)
  const fail = () => [1, 2, 3].map(() => breaker.report(call(), 'killed')).at(-1)
  const recover = () => {
    clock.now += 61_000
    const probe = call()
    breaker.admit(probe)
    breaker.report(probe, 'ok')
  }
  expect(fail()).toBe('opened')
  recover()
  expect(fail()).toBe('opened')
  recover()
  expect(fail()).toBe('disabled')
  clock.now += 24 * 3_600_000
  expect([breaker.state('hook'), breaker.admit(call())]).toEqual(['disabled', false])
  breaker.reset((key) => key === 'hook')
  expect(breaker.admit(call())).toBe(true)
})

test('openings that are more than an hour apart disable nothing', () => {
  const clock = { now: 1_000_000 }
  const breaker = makeCircuitBreaker(() => clock.now)
  for (let round = 0; round < 4; round++) {
    for (let kill = 0; kill < 3; kill++) breaker.report(call(), 'killed')
    clock.now += 31 * 60_000
    const probe = call()
    expect(breaker.admit(probe)).toBe(true)
    breaker.report(probe, 'ok')
  }
  expect(breaker.state('hook')).toBe('closed')
})

test('calls that began before a hook was paused are not taken for the one that tries it again', () => {
  const clock = { now: 1_000_000 }
  const breaker = makeCircuitBreaker(() => clock.now)
  const [old, slow, waiting] = [call(), call(), call()]
  for (const one of [old, slow, waiting]) expect(breaker.admit(one)).toBe(true)
  for (let kill = 0; kill < 3; kill++) breaker.report(call(), 'killed')
  clock.now += 31_000
  const probe = call()
  expect(breaker.admit(probe)).toBe(true)
  // One that waited all the while may not begin beside the probe, and giving it up is no end of the probe.
  expect(breaker.admit(waiting)).toBe(false)
  breaker.release(waiting)
  expect(breaker.admit(call())).toBe(false)
  breaker.report(old, 'ok')
  expect(breaker.state('hook')).toBe('halfOpen')
  expect(breaker.report(slow, 'killed')).toBe(null)
  expect([breaker.state('hook'), breaker.admit(probe), breaker.admit(call())]).toEqual(['halfOpen', true, false])
  breaker.report(probe, 'ok')
  expect([breaker.state('hook'), breaker.admit(call())]).toEqual(['closed', true])
})

test('a paused hook is told to the operator, who can let it be called again', async () => {
  const events: SandboxEvent[] = []
  const sandbox = own({ onEvent: (event) => events.push(event) })
  const broken = { tenant: 'a', hook: '() => { throw new Error("x") }' }
  for (let call = 0; call < 10; call++) await failureOf(callHook(sandbox, broken))
  expect((await failureOf(callHook(sandbox, broken))).code).toBe('PLUGIN_CIRCUIT_OPEN')
  expect(events.filter(({ type }) => type === 'hookPaused')).toMatchObject([{ tenantId: 'a', pluginId: 'probe' }])
  expect(sandbox.metrics().hooks[0]).toMatchObject({ circuit: 'open' })
  sandbox.resume({ tenantId: 'a', pluginId: 'probe' })
  expect((await failureOf(callHook(sandbox, broken))).code).toBe('PLUGIN_THREW')
})

test('isolates that nobody has called for long are given back', async () => {
  const sandbox = own({ isolateIdleMs: 200, sweepMs: 50 })
  const hook = '() => { globalThis.calls = (globalThis.calls ?? 0) + 1; return [{ calls }] }'
  await changesOf(sandbox, { hook })
  expect(await changesOf(sandbox, { hook })).toEqual({ calls: 2 })
  await expect.poll(() => Math.max(...sandbox.metrics().children.map(({ isolates }) => isolates))).toBe(0)
  expect(await changesOf(sandbox, { hook })).toEqual({ calls: 1 })
})

test('a child in which an isolate ran out of memory takes no more calls', async () => {
  const sandbox = own({ sweepMs: 50 })
  await changesOf(sandbox, { hook: HEALTHY })
  const [worker] = sandbox.metrics().children.filter(({ role }) => role === 'worker')
  await failureOf(callHook(sandbox, { hook: '() => { const a = []; for (;;) a.push(new Array(1000).fill(1)) }' }))
  await expect.poll(() => sandbox.childPids()).not.toContain(worker?.pid)
})

test('what stands round plugin code on this machine can be asked', async () => {
  const description = await own({}).describe()
  expect(description).toMatchObject({ hardenedProcess: true, isolatedVm: expect.stringMatching(/^7\./) })
  expect(description.usageWatchdog).toBe(process.platform === 'linux')
  expect(typeof description.networkNamespace).toBe('boolean')
})

test('a tenant that uses much processor time works in a child of its own, where nobody waits behind it', async () => {
  const sandbox = own({ cpuBudget: { cpuMs: 2_000, windowMs: 60_000 } })
  await changesOf(sandbox, { tenant: 'light', hook: HEALTHY })
  for (let call = 0; call < 120 && !sandbox.metrics().children.some(({ role }) => role === 'busy'); call++) {
    await failureOf(callHook(sandbox, { tenant: 'busy', hook: '() => { for (let i = 0; i < 2e6; i++); return [{}] }' }))
  }
  const roles = sandbox.metrics().children.filter(({ isolates }) => isolates > 0)
  expect(roles.map(({ role }) => role).sort()).toEqual(['busy', 'worker'])
})

test('code that was compiled once is known to the next tenant, and runs the same', async () => {
  const sandbox = own({})
  const probe = {
    hook: '(records) => [{ name: records[0].values.name, kept: typeof $tenonLoad }]',
    setUp: '"use strict"; let a = 1',
  }
  expect(await changesOf(sandbox, { tenant: 'first', ...probe })).toEqual({ name: 'one', kept: 'undefined' })
  await expect
    .poll(
      async () => {
        await changesOf(sandbox, { tenant: `t-${Math.random()}`, ...probe })
        return sandbox.metrics().codeCache.hits
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0)
  expect(await changesOf(sandbox, { tenant: 'last', ...probe })).toEqual({ name: 'one', kept: 'undefined' })
})
