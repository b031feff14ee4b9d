import { expect, test } from 'vitest'
import { type CallVerdict, type CircuitCall, makeCircuitBreaker } from '../../../core/src/sandbox/circuit-breaker.ts'
import { rendezvousOrder } from '../../../core/src/sandbox/rendezvous-order.ts'

function withClock() {
  const clock = { now: 1_000_000 }
  const own = makeCircuitBreaker(() => clock.now)
  const admitted = new Map<string, CircuitCall>()
  /** Reports on the call that it has let in last. */
  const breaker = {
    ...own,
    admit(key: string): boolean {
      const call = { key }
      if (!own.admit(call)) return false
      admitted.set(key, call)
      return true
    },
    report: (key: string, verdict: CallVerdict) => own.report(admitted.get(key) ?? { key }, verdict),
  }
  return { clock, breaker }
}

test('three kills within a minute open a circuit, calls that succeed in between notwithstanding', () => {
  const { breaker } = withClock()
  for (const verdict of ['killed', 'ok', 'killed', 'ok', 'killed'] as const) {
    expect(breaker.admit('hook')).toBe(true)
    breaker.report('hook', verdict)
  }
  expect(breaker.admit('hook')).toBe(false)
  expect(breaker.admit('other')).toBe(true)
})

test('only throws in a row open a circuit', () => {
  const { breaker } = withClock()
  for (let round = 0; round < 9; round++) breaker.report('hook', 'threw')
  breaker.report('hook', 'ok')
  for (let round = 0; round < 9; round++) breaker.report('hook', 'threw')
  expect(breaker.admit('hook')).toBe(true)
  breaker.report('hook', 'threw')
  expect(breaker.admit('hook')).toBe(false)
})

test('after the pause one probe is let through: success closes the circuit, failure doubles the pause', () => {
  const { breaker, clock } = withClock()
  for (let round = 0; round < 3; round++) breaker.report('hook', 'killed')
  clock.now += 30_000
  expect([breaker.admit('hook'), breaker.admit('hook')]).toEqual([true, false])
  breaker.report('hook', 'threw')
  clock.now += 30_000
  expect(breaker.admit('hook')).toBe(false)
  clock.now += 30_000
  expect(breaker.admit('hook')).toBe(true)
  breaker.report('hook', 'ok')
  expect([breaker.admit('hook'), breaker.admit('hook')]).toEqual([true, true])
})

test('a hook that does nothing but fail is off after the longest pause, and no sooner, and that is told once', () => {
  const { breaker, clock } = withClock()
  const changes = [1, 2, 3].map(() => breaker.report('hook', 'killed'))
  for (const seconds of [30, 60, 120, 240, 480, 600]) {
    clock.now += seconds * 1000 - 1
    expect(breaker.admit('hook')).toBe(false)
    clock.now += 1
    expect(breaker.admit('hook')).toBe(true)
    changes.push(breaker.report('hook', 'threw'))
  }
  expect(changes).toEqual([null, null, ...Array.from({ length: 6 }, () => 'opened'), 'disabled'])
  clock.now += 24 * 3_600_000
  expect([breaker.admit('hook'), breaker.state('hook')]).toEqual([false, 'disabled'])
  expect(breaker.report('hook', 'threw')).toBeNull()
  breaker.reset((key) => key === 'hook')
  expect([breaker.admit('hook'), breaker.state('hook')]).toEqual([true, 'closed'])
})

test('failures older than a minute are forgotten', () => {
  const { breaker, clock } = withClock()
  breaker.report('hook', 'killed')
  breaker.report('hook', 'killed')
  clock.now += 61_000
  breaker.report('hook', 'killed')
  expect(breaker.admit('hook')).toBe(true)
})

test('tenants spread over the children, and only those of a child that is added move', () => {
  const tenants = Array.from({ length: 1000 }, (_, index) => `tenant-${index}`)
  const rendezvous = (tenant: string, count: number) => rendezvousOrder(tenant, count)[0]
  const places = tenants.map((tenant) => rendezvous(tenant, 4))
  for (const place of [0, 1, 2, 3]) {
    const share = places.filter((one) => one === place).length
    expect(share).toBeGreaterThan(150)
    expect(share).toBeLessThan(350)
  }
  const moved = tenants.filter((tenant, index) => rendezvous(tenant, 5) !== places[index])
  expect(moved.every((tenant) => rendezvous(tenant, 5) === 4)).toBe(true)
})
