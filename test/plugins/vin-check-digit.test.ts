import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VIN_CHECK_POSITION, vinCheckDigit } from '../../plugins/automotive/rules/vin-check-digit.ts'

/** Published as worked examples of the check digit. */
const KNOWN_VINS = [
  '11111111111111111',
  '1M8GDM9AXKP042788',
  '1HGCM82633A004352',
  '5GZCZ43D13S812715',
  'JHMCM56557C404453',
]

const vinCharacter = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ')
const vinBody = fc.array(vinCharacter, { minLength: 17, maxLength: 17 }).map((characters) => characters.join(''))
const withCheckDigit = (vin: string, digit: string) =>
  vin.slice(0, VIN_CHECK_POSITION) + digit + vin.slice(VIN_CHECK_POSITION + 1)

test.each(KNOWN_VINS)('the check digit of the known VIN %s is at its ninth place', (vin) => {
  expect(vinCheckDigit(vin)).toBe(vin.charAt(VIN_CHECK_POSITION))
})

test('the S in place of a 5 that is easily misread is found', () => {
  expect(vinCheckDigit('SGZCZ43D13S812715')).not.toBe('1')
})

test('a remainder of ten is written as X', () => {
  expect(vinCheckDigit('1M8GDM9A_KP042788'.replace('_', '0'))).toBe('X')
})

test('every other character at the ninth place is refused', () => {
  fc.assert(
    fc.property(vinBody, vinCharacter, (body, other) => {
      const digit = vinCheckDigit(body)
      if (digit === null) throw new Error(`No check digit for ${body}`)
      fc.pre(other !== digit)
      const changed = withCheckDigit(body, other)
      expect(vinCheckDigit(changed)).not.toBe(changed.charAt(VIN_CHECK_POSITION))
    }),
  )
})

test('one digit typed wrong at any other place changes the check digit', () => {
  const twoDigits = fc.tuple(fc.nat(9), fc.nat(9))
  fc.assert(
    fc.property(vinBody, fc.nat(16), twoDigits, (body, position, [before, after]) => {
      fc.pre(position !== VIN_CHECK_POSITION && before !== after)
      const at = (digit: number) => body.slice(0, position) + digit + body.slice(position + 1)
      expect(vinCheckDigit(at(after))).not.toBe(vinCheckDigit(at(before)))
    }),
  )
})

test.each([
  ['is one character short', '1HGCM82633A00435'],
  ['is one character long', '1HGCM82633A0043520'],
  ['has the letter I', '1HGCM82633A00435I'],
  ['has the letter O', '1HGCM82633A0O4352'],
  ['has the letter Q', 'QHGCM82633A004352'],
  ['has a small letter', '1hGCM82633A004352'],
  ['has a space', '1HGCM82633A 04352'],
  ['has a full-width digit', '1HGCM82633A00435２'],
  ['has the name of an object member', 'constructor123456'],
])('a VIN that %s has no check digit', (_, vin) => {
  expect(vinCheckDigit(vin)).toBeNull()
})
