import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { COUNT_OPERATORS, FILTER_OPERATORS, type RecordFilter } from '@tenon/sdk/contract/query'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filterFromAddress, filterToAddress, isFilter } from '../../../schema-studio/src/filters/filter-address.ts'
import {
  depthOf,
  readFilter,
  replaceNode,
  sizeOf,
  writeFilter,
} from '../../../schema-studio/src/filters/filter-node.ts'

const { filter } = fc.letrec<{ filter: RecordFilter; condition: RecordFilter; children: RecordFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    tie('condition'),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('filter'), { minLength: 2, maxLength: 3 }).map((or) => ({ or })),
    tie('filter').map((not) => ({ not })),
    tie('children'),
  ),
  condition: fc.record({
    field: fc.constantFrom('name', 'account.region', '负责人', 'a.b.c'),
    op: fc.constantFrom(...FILTER_OPERATORS.filter((op) => op !== 'isNull')),
    value: fc.constantFrom<JsonValue>('text', '零', 0, -3.5, true, { $actor: true }, { $today: -7 }, ['a', 'b']),
  }),
  children: fc.oneof(
    tie('filter').map((any) => ({ children: 'task_account', any })),
    tie('filter').map((none) => ({ children: 'account.task_account', none })),
    fc
      .record({ op: fc.constantFrom(...COUNT_OPERATORS), value: fc.nat(1000) })
      .map((count) => ({ children: 'task_account', count })),
  ),
}))

test('a filter that is taken apart to be built on says the same when it is put together again', () => {
  fc.assert(
    fc.property(filter, (given) => {
      const written = writeFilter(readFilter(given))
      expect(written).toEqual(given)
    }),
    { numRuns: 300 },
  )
})

test('an address gives back the filter that it was made of, whatever signs are in it', () => {
  fc.assert(
    fc.property(filter, (given) => {
      const address = filterToAddress(given)
      expect(address).toMatch(/^[\w-]+$/)
      expect(filterFromAddress(address ?? '')).toEqual(given)
      expect(filterFromAddress(JSON.stringify(given))).toEqual(given)
    }),
    { numRuns: 200 },
  )
})

test('what is no filter is not taken for one', () => {
  const deep = Array.from({ length: 11 }).reduce<unknown>((inner) => ({ not: inner }), {
    field: 'a',
    op: 'eq',
    value: 1,
  })
  const wrong: unknown[] = [
    ...[null, 1, 'a', [], {}, { and: {} }, { and: [], or: [] }, { not: null }, { field: 'a' }, { field: 1, op: 'eq' }],
    ...[{ field: 'a', op: 'drop' }, { field: '', op: 'eq' }, { field: 'a', op: 'eq', value: 1, more: 1 }, deep],
    ...[
      { children: 'a' },
      { children: 'a', any: 1 },
      { children: 'a', count: 1 },
      { children: 'a', any: {}, none: {} },
    ],
    { and: Array.from({ length: 101 }, () => ({ field: 'a', op: 'isNull' })) },
  ]
  for (const one of wrong) expect(isFilter(one), JSON.stringify(one)).toBe(false)
  for (const text of ['%', 'e30', '{', 'null', 'x'.repeat(20_000), 'gICA']) expect(filterFromAddress(text)).toBeNull()
})

test('a filter that is too long for an address is told to be so', () => {
  const value = Array.from({ length: 1000 }, (_, index) => `value number ${index}`)
  expect(filterToAddress({ field: 'name', op: 'in', value })).toBeNull()
  const fifty = Array.from({ length: 50 }, (_, index) => ({
    field: `account.field${index}`,
    op: 'contains',
    value: '客户名称',
  }))
  expect(filterFromAddress(filterToAddress({ and: fifty } as RecordFilter) ?? '')).toEqual({ and: fifty })
})

test('parts that are not finished are left out, and a group with nothing in it is no filter', () => {
  const root = readFilter({ and: [{ field: 'a', op: 'eq', value: 1 }, { or: [{ field: 'b', op: 'eq', value: 2 }] }] })
  const [first, group] = root.parts
  const unfinished = {
    kind: 'condition' as const,
    key: first?.key ?? 0,
    condition: { field: 'account.', op: 'eq' as const },
  }
  expect(writeFilter(replaceNode(root, first?.key ?? 0, unfinished))).toEqual({ field: 'b', op: 'eq', value: 2 })
  const without = replaceNode(replaceNode(root, first?.key ?? 0, null), group?.key ?? 0, null)
  expect(writeFilter(without)).toBeNull()
})

test('“has none of” is one condition, which a group around it can turn over again', () => {
  const none: RecordFilter = { not: { field: 'tags', op: 'hasAny', value: ['a'] } }
  const root = readFilter({ and: [none, { not: none }] })
  expect(root.parts.map(({ kind }) => kind)).toEqual(['condition', 'group'])
  expect(root.parts[0]).toMatchObject({ isNegated: true, condition: { field: 'tags', op: 'hasAny' } })
  expect(writeFilter(root)).toEqual({ and: [none, { not: none }] })
  expect(depthOf(readFilter(none))).toBe(3)
  expect(writeFilter(readFilter({ not: { field: 'tags', op: 'hasAny', value: [] } }))).toBeNull()
})

test('the size of a filter counts steps to other records as the server does', () => {
  const tasks: RecordFilter = { children: 'account.task_account', any: { field: 'done', op: 'eq', value: false } }
  const node = readFilter({ and: [{ field: 'account.parent.region', op: 'eq', value: 'East' }, tasks] })
  expect(sizeOf(node)).toBe(6)
  expect(depthOf(node)).toBe(4)
})
