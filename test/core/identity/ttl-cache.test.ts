import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTtlCache, type TtlCache } from '../../../core/src/identity/ttl-cache.ts'

let cache: TtlCache<object>
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  cache = makeTtlCache(1_000)
})
afterEach(() => {
  vi.useRealTimers()
})

/** Loads something under the key that nobody else keeps. */
async function load(key: string): Promise<WeakRef<object>> {
  return new WeakRef(await cache.get(key, async () => ({ key })))
}

async function isKept(ref: WeakRef<object>): Promise<boolean> {
  for (let round = 0; round < 3; round++) {
    await nextTurn()
    globalThis.gc?.()
  }
  return ref.deref() !== undefined
}

test('what has been loaded is kept for its time, and no longer although nobody asks again', async () => {
  const old = await load('old')
  vi.advanceTimersByTime(600)
  const young = await load('young')
  expect([await isKept(old), await isKept(young)]).toEqual([true, true])
  vi.advanceTimersByTime(500)
  expect([await isKept(old), await isKept(young)]).toEqual([false, true])
  vi.advanceTimersByTime(1_000)
  expect(await isKept(young)).toBe(false)
})

test('one timer is enough for all, and there is none when nothing is kept', async () => {
  for (let one = 0; one < 20; one++) await load(`${one}`)
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(3_000)
  expect(vi.getTimerCount()).toBe(0)
})
