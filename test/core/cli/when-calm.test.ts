import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whenCalm } from '../../../core/src/cli/when-calm.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** What is put off, of a process that is as busy as `busy` says, second by second. */
function putOff(busy: (second: number) => number) {
  const work = vi.fn()
  let second = -1
  const ask = whenCalm(work, { utilization: () => busy(second++) })
  return {
    ask,
    work,
    calls: () => work.mock.calls.length,
    pass: (seconds: number) => vi.advanceTimersByTime(seconds * 1_000),
  }
}

test('what would hold everything up waits for a second in which there is next to nothing to do', () => {
  const { ask, calls, pass } = putOff((second) => (second < 5 ? 0.4 : 0.01))
  ask()
  pass(5)
  expect(calls()).toBe(0)
  pass(1)
  expect(calls()).toBe(1)
  pass(600)
  expect(calls()).toBe(1)
})

test('where there is always something to do, it is done after a minute', () => {
  const { ask, calls, pass } = putOff(() => 1)
  ask()
  pass(59)
  expect(calls()).toBe(0)
  pass(1)
  expect(calls()).toBe(1)
})

test('asked for by several while it waits, it is done once, and again when it is asked for after that', () => {
  const { ask, calls, pass } = putOff((second) => (second < 3 ? 1 : 0))
  ask()
  pass(2)
  ask()
  pass(10)
  expect(calls()).toBe(1)
  ask()
  pass(1)
  expect(calls()).toBe(2)
})

test('a second that a process spends at work is no calm one, and one that it spends waiting is', async () => {
  vi.useRealTimers()
  const done: string[] = []
  const ask = whenCalm(() => void done.push('done'))
  ask()
  const until = performance.now() + 1_300
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve))
  expect(done).toEqual([])
  await vi.waitFor(() => expect(done).toEqual(['done']), { timeout: 20_000 })
})
