import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTenantsInUse } from '../../../core/src/db/tenants-in-use.ts'

const PERIOD = 1_000
let inUse: ReturnType<typeof makeTenantsInUse>
/** What was told, in its order. */
let told: unknown[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  inUse = makeTenantsInUse(PERIOD)
  told = []
  inUse.onRest((schemas) => told.push([...schemas]))
})
afterEach(() => {
  vi.useRealTimers()
})

test('a tenant goes to rest once, when nobody has used it for a whole period; one that is used does not', () => {
  inUse.note('t_one')
  inUse.note('t_two')
  vi.advanceTimersByTime(PERIOD - 1)
  inUse.note('t_one')
  vi.advanceTimersByTime(PERIOD)
  inUse.note('t_one')
  expect(told).toEqual([])
  vi.advanceTimersByTime(1)
  expect(told).toEqual([['t_two']])
  vi.advanceTimersByTime(2 * PERIOD)
  expect(told).toEqual([['t_two'], ['t_one']])
  vi.advanceTimersByTime(9 * PERIOD)
  expect(told).toEqual([['t_two'], ['t_one']])
})

test('nobody is told of a use that is younger than what is said to be unused', () => {
  let usedAt = 0
  inUse.onRest((_, unusedSince) => told.push(unusedSince > usedAt))
  inUse.note('t_one')
  vi.advanceTimersByTime(PERIOD + 1)
  inUse.note('t_one')
  usedAt = performance.now()
  vi.advanceTimersByTime(PERIOD * 2)
  expect(told).toEqual([['t_one'], true])
})

test('a tenant that somebody holds stays in use until all who hold it have let go, each once', () => {
  const [first, second] = [inUse.hold('t_one'), inUse.hold('t_one')]
  vi.advanceTimersByTime(5 * PERIOD)
  first()
  first()
  vi.advanceTimersByTime(5 * PERIOD)
  expect(told).toEqual([])
  second()
  vi.advanceTimersByTime(2 * PERIOD)
  expect(told).toEqual([['t_one']])
})

test('there is one timer for all tenants, and none while nobody uses any', () => {
  expect(vi.getTimerCount()).toBe(0)
  for (let one = 0; one < 100; one++) inUse.note(`t_${one}`)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(2 * PERIOD)
  expect(told).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
  inUse.note('t_1')
  expect(vi.getTimerCount()).toBe(1)
  inUse.close()
  expect(vi.getTimerCount()).toBe(0)
})

test('it is quiet when more tenants have gone to rest than are still in use, and not otherwise', () => {
  const stop = inUse.onQuiet(() => told.push('quiet'))
  for (const schema of ['t_one', 't_two', 't_three', 't_four']) inUse.note(schema)
  vi.advanceTimersByTime(PERIOD)
  for (const schema of ['t_one', 't_two']) inUse.note(schema)
  vi.advanceTimersByTime(PERIOD)
  expect(told).toEqual([['t_three', 't_four']])
  inUse.note('t_one')
  vi.advanceTimersByTime(PERIOD)
  vi.advanceTimersByTime(PERIOD)
  expect(told).toEqual([['t_three', 't_four'], ['t_two'], ['t_one'], 'quiet'])
  stop()
  inUse.note('t_one')
  vi.advanceTimersByTime(2 * PERIOD)
  expect(told.at(-1)).toEqual(['t_one'])
})
