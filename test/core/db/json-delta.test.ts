import type { JsonValue } from '@tenon/sdk/contract/json-value'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deltaOf, withDelta } from '../../../core/src/db/json-delta.ts'

const name = fc.constantFrom('a', 'b', 'c', '1', '0', '__proto__', 'constructor', 'in', 'set', 'order', '')
const { value } = fc.letrec<{ value: JsonValue; object: { [name: string]: JsonValue } }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<JsonValue>(null, true, 0, '', 'text'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key, maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
}))

/** As it is stored, where each object is as JSON makes it. */
const stored = <T>(json: T): T => JSON.parse(JSON.stringify(json)) as T

test('any value becomes any other by what differs, in the order of its names, and the same one needs nothing', () => {
  fc.assert(
    fc.property(value.map(stored), value.map(stored), (before, after) => {
      const delta = deltaOf(before, after)
      const same = JSON.stringify(before) === JSON.stringify(after)
      expect(delta === null).toBe(same)
      const made = delta === null ? before : withDelta(before, stored(delta))
      expect(JSON.stringify(made)).toBe(JSON.stringify(after))
    }),
    { numRuns: 5_000 },
  )
})

test('only what differs is kept, however large the rest is', () => {
  const fields = (label: string) => ({
    ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field_${n}`, { label: 'Label' }])),
    field_250: { label },
  })
  expect(deltaOf({ car: fields('One') }, { car: fields('Two') })).toEqual({
    in: { car: { in: { field_250: { in: { label: { set: 'Two' } } } } } },
  })
})
