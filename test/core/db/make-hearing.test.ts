import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeHearing } from '../../../core/src/db/make-hearing.ts'

let now = 0
const asked: string[] = []
let broken = 0
const ear = {
  ask: async (token: string) => void asked.push(token),
  giveUp: () => {
    broken += 1
  },
}

beforeEach(() => {
  vi.useFakeTimers()
  now = 1_000
  asked.length = 0
  broken = 0
})
afterEach(() => vi.useRealTimers())

function later(milliseconds: number): void {
  now += milliseconds
  vi.advanceTimersByTime(milliseconds)
}

test('nothing counts as heard before a connection listens, nor what was asked before it did', () => {
  const hearing = makeHearing(() => now)
  expect(hearing.hasHeardSince(now)).toBe(false)
  later(10)
  hearing.begin(ear)
  const began = now
  expect(hearing.hasHeardSince(began)).toBe(false)
  hearing.hear(hearing.channel, asked[0])
  expect(hearing.hasHeardSince(1_000)).toBe(false)
  expect(hearing.hasHeardSince(began)).toBe(true)
})

test('what a connection brings within half a minute proves that all before it has come; nobody who asks, no proof', () => {
  const hearing = makeHearing(() => now)
  hearing.begin(ear)
  const at = now
  later(60_000)
  expect(asked).toEqual([])
  expect(hearing.hasHeardSince(at)).toBe(false)
  expect(asked).toHaveLength(1)
  expect(hearing.hasHeardSince(at)).toBe(false)
  expect(asked).toHaveLength(1)
  hearing.hear('another', asked[0])
  hearing.hear(hearing.channel, 'of another process')
  expect(hearing.hasHeardSince(at)).toBe(false)
  hearing.hear(hearing.channel, asked[0])
  expect(hearing.hasHeardSince(at)).toBe(true)
  later(9_000)
  expect(hearing.hasHeardSince(at)).toBe(true)
  expect(asked).toHaveLength(1)
  later(2_000)
  expect(hearing.hasHeardSince(at)).toBe(true)
  expect(asked).toHaveLength(2)
  later(20_000)
  expect(hearing.hasHeardSince(at)).toBe(false)
})

test('a connection that brings its own messages no more is broken off; one that does is not, nor one that never did', () => {
  const hearing = makeHearing(() => now)
  hearing.begin(ear)
  hearing.hasHeardSince(now)
  later(31_000)
  expect([broken, hearing.hasHeardSince(now)]).toEqual([0, false])
  expect(asked).toHaveLength(2)
  hearing.hear(hearing.channel, asked[1])
  later(11_000)
  expect(broken).toBe(0)
  hearing.hasHeardSince(now)
  expect(asked).toHaveLength(3)
  later(30_000)
  expect(broken).toBe(1)
})

test('with the connection goes what it has proven, and the next one begins anew', () => {
  const hearing = makeHearing(() => now)
  hearing.begin(ear)
  const at = now
  hearing.hasHeardSince(at)
  hearing.hear(hearing.channel, asked[0])
  later(11_000)
  expect(hearing.hasHeardSince(at)).toBe(true)
  const old = asked[1]
  hearing.end()
  expect(hearing.hasHeardSince(at)).toBe(false)
  hearing.begin(ear)
  const fresh = now
  hearing.hear(hearing.channel, old)
  expect(hearing.hasHeardSince(at)).toBe(false)
  expect(hearing.hasHeardSince(fresh)).toBe(false)
  hearing.hear(hearing.channel, asked[2])
  expect(hearing.hasHeardSince(at)).toBe(false)
  expect(hearing.hasHeardSince(fresh)).toBe(true)
  expect(broken).toBe(0)
})
