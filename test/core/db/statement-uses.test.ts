import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeStatementUses } from '../../../core/src/db/statement-uses.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('what is known of a text stays for as long as it is sent, and is dropped once it is not', () => {
  const uses = makeStatementUses()
  const [often, rare] = [uses.of('select 1'), uses.of('select 2')]
  vi.advanceTimersByTime(10)
  const since = performance.now()
  expect(uses.of('select 1')).toBe(often)
  uses.forget(since)
  expect(uses.of('select 1')).toBe(often)
  expect(uses.of('select 2')).not.toBe(rare)
  vi.advanceTimersByTime(10)
  uses.forget(performance.now())
  expect(uses.of('select 1')).not.toBe(often)
})

test('a text is kept that comes again, unless it is very long, changes tables or looks for words', () => {
  const uses = makeStatementUses()
  expect(uses.of('select $1::int').isKeepable).toBe(true)
  expect(uses.of(` with a as (select 1) delete from b`).isKeepable).toBe(true)
  for (const text of ['create table a ()', 'select $1 as _search_query', `select '${'long '.repeat(10_000)}'`]) {
    expect(uses.of(text).isKeepable).toBe(false)
  }
})

test('a text that looks for words is kept where they are worked out apart, and nowhere else in it', () => {
  const uses = makeStatementUses()
  const [apart, within] = ['(select "t_a"."_search_query"($1))', '"t_a"."_search_query"($1)']
  expect(uses.of(`select id from a where pairs @@ ${apart}`).isKeepable).toBe(true)
  expect(uses.of(`select id from a where pairs @@ ${within}`).isKeepable).toBe(false)
  expect(uses.of(`select id from a where pairs @@ ${apart} or pairs @@ ${within}`).isKeepable).toBe(false)
})

test('of many more texts than are recognised at once it is still known how often each was sent, those of one length too', () => {
  const uses = makeStatementUses()
  const texts = Array.from({ length: 12_000 }, (_, at) => `select $1::int from t_${at + 10_000}`)
  for (let round = 1; round <= 2; round++) for (const text of texts) uses.of(text).count += 1
  expect(new Set(texts.map((text) => uses.of(text).count))).toEqual(new Set([2]))
  expect(new Set(texts.map((text) => uses.of(text))).size).toBe(12_000)
})
