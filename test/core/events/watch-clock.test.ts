import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchClock } from '../../../core/src/events/watch-clock.ts'

const MARGIN = 30_000
const START = Date.parse('2026-03-01T12:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Time goes by on both clocks. */
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds)
/** Somebody sets the one. */
const set = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)

test('a moment is there twice from when the clock was set back until it is where it was, and no longer', () => {
  const mayBeTwice = watchClock(MARGIN)
  pass(60_000)
  const heard = Date.now()
  expect(mayBeTwice(heard)).toBe(false)
  set(-300_000)
  pass(290_000)
  expect(mayBeTwice(heard)).toBe(true)
  expect(mayBeTwice(Date.now())).toBe(true)
  pass(900_000)
  expect(mayBeTwice(heard)).toBe(true)
  expect(mayBeTwice(Date.now())).toBe(false)
})

test('small steps back count once they are more than the margin together', () => {
  const mayBeTwice = watchClock(MARGIN)
  const heard = Date.now()
  set(-20_000)
  pass(25_000)
  expect(mayBeTwice(heard)).toBe(false)
  set(-20_000)
  pass(25_000)
  expect(mayBeTwice(heard)).toBe(true)
})

test('a clock that is set ahead shows nothing twice, but does once it is set back to where it would be', () => {
  const mayBeTwice = watchClock(MARGIN)
  pass(10_000)
  set(3_600_000)
  const heard = Date.now()
  expect(mayBeTwice(heard)).toBe(false)
  set(-3_600_000)
  expect(mayBeTwice(heard)).toBe(true)
  pass(3_700_000)
  expect(mayBeTwice(Date.now())).toBe(false)
})
