import { afterEach, expect, test, vi } from 'vitest'
import { makeToldEvents } from '../../../core/src/events/told-events.ts'

afterEach(() => void vi.useRealTimers())

const events = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}` }))

test('all tenants of which events are remembered are woken together, two seconds after the first of them', () => {
  vi.useFakeTimers()
  const woken: string[] = []
  const told = makeToldEvents((schema) => void woken.push(schema))
  told.add('one', events('a', 2))
  vi.advanceTimersByTime(1_500)
  told.add('two', events('b', 1))
  expect(woken).toEqual([])
  vi.advanceTimersByTime(500)
  expect(woken).toEqual(['one', 'two'])
  expect(told.of('one')).toEqual(['a0', 'a1'])
  told.forget('one', ['a0'])
  expect([told.of('one'), told.schemas()]).toEqual([['a1'], ['one', 'two']])
  told.forget('one', ['a1', 'unknown'])
  expect([told.of('one'), told.schemas()]).toEqual([[], ['two']])
  // What is left is somebody else's to find; what comes next has its own time.
  vi.advanceTimersByTime(10_000)
  expect(woken).toHaveLength(2)
  told.add('two', events('c', 1))
  vi.advanceTimersByTime(2_000)
  expect(woken).toEqual(['one', 'two', 'two'])
})

test('a tenant with many is woken at once, and beyond a number of all there is no room for more', () => {
  vi.useFakeTimers()
  const woken: string[] = []
  const told = makeToldEvents((schema) => void woken.push(schema))
  told.add('busy', events('a', 99))
  expect(woken).toEqual([])
  told.add('busy', events('b', 1))
  expect(woken).toEqual(['busy'])
  for (let tenant = 0; tenant < 99; tenant++) told.add(`t${tenant}`, events('a', 100))
  expect(told.hasRoom()).toBe(false)
  // The same id counts once.
  told.forget('busy', told.of('busy'))
  expect(told.hasRoom()).toBe(true)
  told.add('t0', events('a', 100))
  expect(told.hasRoom()).toBe(true)
})

test('of many tenants those are woken first that have waited longest, twenty every half second, each once', () => {
  vi.useFakeTimers()
  const woken: string[] = []
  const told = makeToldEvents((schema) => void woken.push(schema))
  const names = Array.from({ length: 50 }, (_, at) => `t${at}`)
  for (const name of names) told.add(name, events('a', 1))
  told.add('t0', events('b', 1))
  vi.advanceTimersByTime(2_000)
  expect(woken).toEqual(names.slice(0, 20))
  // What comes of one that waits is done with it; what comes of one that was woken waits for its turn again.
  told.add('t49', events('b', 1))
  told.add('t0', events('c', 1))
  vi.advanceTimersByTime(500)
  expect(woken).toEqual(names.slice(0, 40))
  vi.advanceTimersByTime(60_000)
  expect(woken).toEqual([...names, 't0'])
})

test('once closed nobody is woken', () => {
  vi.useFakeTimers()
  const woken: string[] = []
  const told = makeToldEvents((schema) => void woken.push(schema))
  told.add('one', events('a', 2))
  told.close()
  vi.advanceTimersByTime(10_000)
  expect(woken).toEqual([])
})
