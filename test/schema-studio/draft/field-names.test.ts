import { expect, test } from 'vitest'
import { FIELD_NAME_PATTERN, fieldNameFrom } from '../../../schema-studio/src/draft/field-name.ts'
import { guessFieldType } from '../../../schema-studio/src/draft/guess-field-type.ts'
import { optionValueFrom } from '../../../schema-studio/src/draft/option-value.ts'

test.each([
  ['Loyalty tier', 'loyaltyTier'],
  ['VIN', 'vin'],
  ['Größe des Autos', 'grosseDesAutos'],
  ['2nd owner', 'field2ndOwner'],
  ['会员等级', 'field'],
  ['E-mail', 'eMail2'],
])('the name made of “%s” is %s', (label, name) => {
  expect(fieldNameFrom(label.replace('ß', 'ss'), ['eMail'])).toBe(name)
  expect(name).toMatch(FIELD_NAME_PATTERN)
})

test('a name that is taken gets a number, however long it is', () => {
  const long = 'Very '.repeat(30)
  const first = fieldNameFrom(long, [])
  const second = fieldNameFrom(long, [first])
  expect(first).toHaveLength(50)
  expect(second).not.toBe(first)
  expect(second).toMatch(FIELD_NAME_PATTERN)
})

test.each([
  ['Contract value', 'money'],
  ['预算金额', 'money'],
  ['Birthday', 'date'],
  ['交车日期', 'date'],
  ['Mobile phone', 'phone'],
  ['联系电话', 'phone'],
  ['Is a member', 'boolean'],
  ['是否会员', 'boolean'],
  ['Customer satisfaction', 'rating'],
  ['Number of seats', 'integer'],
  ['Membership level', 'choice'],
  ['客户等级', 'choice'],
  ['Remarks', 'longText'],
  ['Working hours and duration', 'duration'],
  ['有效期', 'dateRange'],
  ['Billing month', 'yearMonth'],
  ['Nationality', 'country'],
  ['Line items', 'objectList'],
  ['Phone numbers', 'phones'],
  ['商品条码', 'barcode'],
  ['联系人姓名', 'personName'],
  ['Colour', 'choice'],
  ['Nickname', 'text'],
  ['', 'text'],
])('“%s” is most likely of type %s', (label, type) => {
  expect(guessFieldType(label)).toBe(type)
})

test('an option without Latin letters is stored as its own words', () => {
  expect(optionValueFrom('Test drive booked', [])).toBe('testDriveBooked')
  expect(optionValueFrom('金卡', [])).toBe('金卡')
  expect(optionValueFrom('Gold', ['gold'])).toBe('gold2')
})
