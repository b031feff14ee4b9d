import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyPatch,
  composePatches,
  isObject,
  patchBetween,
  sameJson,
} from '../../../schema-studio/src/draft/merge-patch.ts'

/** Documents without null: in a merge patch null is the word for “remove”. */
const document = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.array(fc.integer()),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
    ),
  })).value,
)

/** Whether `second` sets an object that `first` removed or replaced: what one patch cannot say. */
function setsAgain(first: unknown, second: unknown): boolean {
  if (!isObject(second)) return false
  if (!isObject(first)) return true
  return Object.keys(second).some((key) => key in first && setsAgain(first[key], second[key]))
}

describe('merge patches', () => {
  test('the patch between two documents makes the second of the first', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(sameJson(applyPatch(before, patchBetween(before, after)), after)).toBe(true)
      }),
    )
  })

  test('a composed patch does what its two parts do one after the other', () => {
    fc.assert(
      fc.property(document, document, document, (start, middle, end) => {
        const first = patchBetween(start, middle)
        const second = patchBetween(middle, end)
        fc.pre(!setsAgain(first, second))
        const composed = composePatches(first, second)
        expect(isObject(composed)).toBe(true)
        expect(sameJson(applyPatch(start, composed), end)).toBe(true)
      }),
    )
  })

  test('lists are replaced whole', () => {
    expect(applyPatch({ required: ['a', 'b'] }, { required: ['b'] })).toEqual({ required: ['b'] })
  })
})
