import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { expect, test } from 'vitest'
import { filterProblem } from '../../../../core/src/hooks/host/filter-problem.ts'

const CONDITION = { field: 'name', op: 'eq', value: 'x' }

test.each<[string, JsonValue]>([
  ['a condition', CONDITION],
  ['one without a value', { field: 'name', op: 'isNull' }],
  ['all of several, and none', { and: [CONDITION, { or: [] }, { not: CONDITION }] }],
  ['some of its children', { children: 'lines', any: { and: [CONDITION] } }],
  ['how many children', { children: 'lines', count: { op: 'gte', value: 3 }, where: CONDITION }],
])('%s is a filter', (_what, filter) => {
  expect(filterProblem(filter)).toBeNull()
})

test.each<[JsonValue, string, RegExp]>([
  ['name', '', /a condition is needed/],
  [{}, '', /expected 'and', 'or'/],
  [{ and: CONDITION }, 'and', /a list of conditions/],
  [{ and: [CONDITION], sql: '1=1' }, '', /'sql' does not belong beside 'and'/],
  [{ or: [CONDITION, { not: { field: 'name', op: 'between' } }] }, 'or.1.not.op', /expected one of 'eq'/],
  [{ field: 1, op: 'eq' }, 'field', /a text/],
  [{ field: 'x'.repeat(201), op: 'eq' }, 'field', /at most 200/],
  [{ field: 'name', op: 'eq', valeu: 1 }, '', /'valeu' does not belong beside 'field'/],
  [{ children: 'lines' }, 'count', /expected 'any', 'none', 'all' or a 'count'/],
  [{ children: 'lines', any: CONDITION, all: CONDITION }, '', /'all' does not belong/],
  [{ children: 'lines', count: { op: 'has', value: 1 } }, 'count.op', /expected one of 'eq'/],
  [{ children: 'lines', count: { op: 'eq', value: 1.5 } }, 'count.value', /a whole number from 0/],
])('%j is none', (filter, path, message) => {
  const found = filterProblem(filter)
  expect(found?.path.join('.')).toBe(path)
  expect(found?.message).toMatchObject({
    en: expect.stringMatching(message),
    'zh-CN': expect.stringMatching(/[须能有]/),
  })
})

test('thousands of wrong conditions take no time, for core could do nothing else meanwhile', () => {
  const wrong: JsonValue = { and: Array.from({ length: 1_600 }, () => ({ field: 1, op: 'x', value: 1 })) }
  const late: JsonValue = { and: [...Array.from({ length: 1_600 }, () => CONDITION), { field: 1 }] }
  const started = performance.now()
  for (let call = 0; call < 20; call++) for (const filter of [wrong, late]) expect(filterProblem(filter)).not.toBeNull()
  expect(performance.now() - started).toBeLessThan(1_000)
})
