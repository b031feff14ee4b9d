import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { currentStatementLimits, withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import { gatherCalls } from '../../../core/src/jobs/gather-calls.ts'

test('the first call waits for the turn alone, those of the time after it are handed on together and once each', async () => {
  const rounds: Array<{ name: string; at: number }> = []
  const call = gatherCalls((name) => void rounds.push({ name, at: performance.now() }), 100)
  call('one')
  call('two')
  call('one')
  expect(rounds).toEqual([])
  await turn()
  await turn()
  expect(rounds.map(({ name }) => name)).toEqual(['one', 'two'])
  for (const name of ['three', 'one', 'three']) call(name)
  await turn()
  expect(rounds).toHaveLength(2)
  await vi.waitFor(() => expect(rounds.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'one']))
  expect((rounds[2]?.at ?? 0) - (rounds[0]?.at ?? 0)).toBeGreaterThanOrEqual(95)
  expect((rounds[3]?.at ?? 0) - (rounds[2]?.at ?? 0)).toBeLessThan(50)
})

test('what is called is not bound by the limits of who asked', async () => {
  const limits: unknown[] = []
  const call = gatherCalls(() => void limits.push(currentStatementLimits()), 10)
  withStatementLimits({ milliseconds: 5 }, () => call('one'))
  await vi.waitFor(() => expect(limits).toEqual([undefined]))
  withStatementLimits({ milliseconds: 5 }, () => call('one'))
  await vi.waitFor(() => expect(limits).toEqual([undefined, undefined]))
})

test('a name that asks again from within its call is called in the next round', async () => {
  let calls = 0
  const call = gatherCalls((name) => {
    calls += 1
    if (calls < 3) call(name)
  }, 5)
  call('one')
  await vi.waitFor(() => expect(calls).toBe(3))
})
