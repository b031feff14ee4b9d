import { CASE_PAIRS } from '@tenon/sdk/expression/case-pairs'
import { compareTexts } from '@tenon/sdk/expression/text'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('text is ordered by its characters, whatever they are', () => {
  const codes = (text: string) => [...text].map((character) => character.codePointAt(0) ?? 0)
  const byCodes = (left: number[], right: number[]): number => {
    const at = left.findIndex((code, index) => code !== right[index])
    if (at === -1) return left.length - right.length
    return at >= right.length ? 1 : (left[at] ?? 0) - (right[at] ?? 0)
  }
  const unit = fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀', '\u{10ffff}')
  const text = fc.array(unit, { maxLength: 4 }).map((list) => list.join(''))
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(Math.sign(compareTexts(left, right))).toBe(Math.sign(byCodes(codes(left), codes(right))))
    }),
    { numRuns: 2000 },
  )
})

test('text has capitals and small letters one for one, each as Unicode has it', () => {
  const { capitals, smalls } = CASE_PAIRS
  expect([...smalls]).toEqual([...capitals].map((capital) => capital.toLowerCase()))
  expect([...capitals]).toEqual([...smalls].map((small) => small.toUpperCase()))
  expect(new Set(capitals + smalls).size).toBe(capitals.length * 2)
})
