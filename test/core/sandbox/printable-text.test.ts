import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printableText } from '../../../core/src/sandbox/printable-text.ts'

test('what nobody can store or would obey is replaced, tabs and lines are kept', () => {
  expect(printableText('a\u0000b\ud800c\u001b[2J\tline\r\nnext\u202etxt')).toBe(
    'a\ufffdb\ufffdc\ufffd[2J\tline\nnext\ufffdtxt',
  )
})

test('texts in any script, with emoji made of several characters, stay as they are', () => {
  for (const text of ['张伟，你好', 'مرحبا', '👩‍👩‍👧 naïve', 'a\u2028b']) expect(printableText(text)).toBe(text)
})

test('every text becomes one that PostgreSQL can hold, and stays so', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const printable = printableText(text)
      expect(printable.isWellFormed() && !printable.includes('\0')).toBe(true)
      expect(printableText(printable)).toBe(printable)
    }),
  )
})
