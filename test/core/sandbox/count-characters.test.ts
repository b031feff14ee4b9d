import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCharacters } from '../../../core/src/sandbox/count-characters.ts'

test('any text has as many characters in UTF-8 as it has in JavaScript', () => {
  const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed())
  const expectSame = (one: string) => {
    expect(countCharacters(Buffer.from(one))).toBe(one.length)
  }
  fc.assert(fc.property(text, expectSame))
  for (const one of ['', 'ab', 'é', '公司', '😀', '\0\n"']) expectSame(one)
})
