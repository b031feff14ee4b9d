import { evaluateCondition, evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { describe, expect, test } from 'vitest'
import { CONTEXT, checked, evaluated } from './support/crm.ts'

const CNY = (amount: string) => ({ amount, currency: 'CNY' })

describe('a missing value', () => {
  test.each([
    ['quantity == 1', false],
    ['quantity != 1', true],
    ['quantity < 1', false],
    ['quantity >= 1', false],
    ['!(quantity < 1)', true],
    ['quantity == price', false],
    ['quantity != price', true],
    ['quantity == null', true],
    ['null == quantity', true],
    ['quantity != null', false],
    ['null == null', true],
    ['stage in ["won"]', false],
    ['"hot" in tags', false],
    ['!open', true],
    ['open && true', false],
    ['open || true', true],
    ['open || open', false],
    ['open == false', false],
    ['open ? 1 : 2', 2],
    ['open', null],
    ['quantity + 1', null],
    ['name + "x"', null],
    ['name.contains("x")', null],
    ['!name.contains("x")', true],
    ['amount + money(1, "CNY")', null],
    ['closeDate.addDays(1)', null],
    ['account.owner.name', null],
    ['account.owner.name == null', true],
    ['has(account.owner.name)', false],
    ['coalesce(quantity, price, 7)', '7'],
    ['tags.size()', 0],
    ['tags.all(x, x == "hot")', true],
    ['tags.exists(x, x == "hot")', false],
    ['tags.join(",")', ''],
    ['tags + ["hot"]', ['hot']],
    ['tags == null', true],
    ['[1, null, 3].sum()', 4],
    ['[1, null, 3].avg()', '2'],
    ['[null, 3].min()', 3],
    ['[].max()', null],
    ['[].sum(x, 1)', 0],
    ['[1, null] == [1, null]', true],
    ['meta.a.b == null', true],
  ])('in %s gives %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })

  test('of a condition as a whole counts as no', () => {
    expect(evaluateCondition(checked('open'), { record: {} }, CONTEXT)).toBe(false)
    expect(evaluateCondition(checked('open'), { record: { open: true } }, CONTEXT)).toBe(true)
  })
})

describe('numbers', () => {
  test.each([
    ['0.1 + 0.2', '0.3'],
    ['1.10 * 3', '3.3'],
    ['1.0 / 3', '0.33333333333333333333'],
    ['2.0 / 3', '0.66666666666666666667'],
    ['-2.0 / 3', '-0.66666666666666666667'],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['-7 % 3', -1],
    ['1 / 0', null],
    ['1 % 0', null],
    ['1.5 / 0', null],
    ['1e0 / 0e0', null],
    ['9007199254740991 + 1', null],
    ['9007199254740991 + 1 - 1', 9007199254740991],
    ['99999999999999999999 * 99999999999999999999 / 99999999999999999999 / 100000000000', 999999999],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1.005, 2)', '1.01'],
    ['floor(-1.5)', -2],
    ['ceil(-1.5)', -1],
    ['trunc(-1.5)', -1],
    ['abs(-1.5)', '1.5'],
    ['1 == 1.0', true],
    ['1 < 1.5', true],
    ['1.50.format(1)', '1.5'],
    ['1234567.891.format(2, ",")', '1,234,567.89'],
    ['(-1234.5).format(0, " ")', '-1 235'],
    ['(0.004).format(2)', '0.00'],
    ['string(1.50)', '1.5'],
    ['string(-0.0)', '0'],
    ['int("12")', 12],
    ['int("1.5")', null],
    ['decimal("1.50")', '1.5'],
    ['decimal("1e5")', null],
    ['0x10', 16],
    ['-0e0', 0],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })
})

describe('money', () => {
  const values = { amount: CNY('1234.50'), quantity: 3 }
  test.each([
    ['amount + money(0.5, "CNY")', CNY('1235')],
    ['amount + money(1, "USD")', null],
    ['amount * 1.13', CNY('1394.985')],
    ['round(amount * 1.13, 2)', CNY('1394.99')],
    ['quantity * amount', CNY('3703.5')],
    ['amount / 3', CNY('411.5')],
    ['amount / amount', '1'],
    ['amount / money(1, "USD")', null],
    ['amount > money(1000, "CNY")', true],
    ['amount > money(1, "USD")', false],
    ['amount != money(1, "USD")', true],
    ['amount.amount >= 1234.5', true],
    ['amount.currency', 'CNY'],
    ['money(1, "cny")', null],
    ['[amount, money(1, "CNY")].sum()', CNY('1235.5')],
    ['[amount, money(1, "USD")].sum()', null],
    ['[amount, money(1, "USD")].max()', null],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text, values)).toEqual(value)
  })
})

describe('text', () => {
  test.each([
    ['"中文😀".size()', 3],
    ['"中文😀x".substring(1, 3)', '文😀'],
    ['"abc".substring(-5, 99)', 'abc'],
    ['"abc".substring(2, 1)', ''],
    ['"ÄÖÜ ЖΣ ＡＢ".lower()', 'äöü жσ ａｂ'],
    ['"äöü жσ ａｂ".upper()', 'ÄÖÜ ЖΣ ＡＢ'],
    ['"ßİıſς".upper() + "ßİıſς".lower()', 'ßİıſςßİıſς'],
    ['"I".lower() + "i".upper()', 'iI'],
    ['"\\u3000 a\\u00a0".trim()', 'a'],
    ['"aXbX".replace("X", "")', 'ab'],
    ['"abc".replace("", "x")', 'abc'],
    ['"a,b,,c".split(",")', ['a', 'b', '', 'c']],
    ['"中😀".split("")', ['中', '😀']],
    ['["a", null, "b"].join("-")', 'a-b'],
    ['"2024年5月".matches("^[0-9]{4}年[0-9]{1,2}月$")', true],
    ['"a\\nb".matches("a.b")', false],
    ['"é" == "e\\u0301"', false],
    ['"Z" < "a"', true],
    ['"\\uffff" < "😀"', true],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })
})

describe('dates and times', () => {
  test.each([
    ['date("2024-01-31").addMonths(1)', '2024-02-29'],
    ['date("2024-02-29").addYears(1)', '2025-02-28'],
    ['date("9999-12-31") + 1', null],
    ['date("0001-01-01") - 1', null],
    ['date(2023, 1 + 1, 29)', null],
    ['date(2024, 2, 29)', '2024-02-29'],
    ['date("2024-03-01") - date("2024-02-01")', 29],
    ['monthsBetween(date("2024-01-31"), date("2024-02-29"))', 0],
    ['yearsBetween(date("2000-02-29"), date("2024-02-28"))', 23],
    ['date("2024-05-15").dayOfWeek()', 3],
    ['date("2024-05-15").quarter()', 2],
    ['date("2024-05-15").startOfWeek()', '2024-05-13'],
    ['date("2024-05-15").endOfQuarter()', '2024-06-30'],
    ['today', '2024-05-02'],
    ['today("America/New_York")', '2024-05-01'],
    ['date(now)', '2024-05-02'],
    ['time(now)', '02:00:00'],
    ['time(now, "Asia/Kathmandu")', '23:45:00'],
    ['dateTime(date("2024-05-01"))', '2024-04-30T16:00:00.000Z'],
    // The clock jumps from 02:00 to 03:00, and shows 01:30 twice.
    ['dateTime(date("2024-03-10"), time("02:30"), "America/New_York")', '2024-03-10T07:30:00.000Z'],
    ['dateTime(date("2024-11-03"), time("01:30"), "America/New_York")', '2024-11-03T06:30:00.000Z'],
    ['dateTime("2024-03-09T12:00:00-05:00").addDays(1, "America/New_York")', '2024-03-10T16:00:00.000Z'],
    ['dateTime("2024-03-09T12:00:00-05:00").addHours(24)', '2024-03-10T17:00:00.000Z'],
    ['dateTime("2024-05-01T00:00:00.5Z") - dateTime("2024-05-01T00:00:00Z")', '0.5s'],
    ['hoursBetween(dateTime("2024-05-02T00:00:00Z"), dateTime("2024-05-01T00:30:00Z"))', -23],
    ['duration("1d2h3m4.5s")', '93784.5s'],
    ['duration("36h").days()', 1],
    ['now + duration("1h30m")', '2024-05-01T19:30:00.000Z'],
    ['timestamp("2024-05-01T18:00:00Z") == now', true],
    ['string(date("0099-01-01"))', '0099-01-01'],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text)).toEqual(value)
  })
})

describe('JSON', () => {
  const values = {
    meta: { color: 'red', n: 5, flag: true, list: [1, 'x', null, { a: 1 }], deep: { a: { b: '中' } }, size: '12' },
  }
  test.each([
    ['meta.color == "red"', true],
    ['meta.n == "5"', false],
    ['meta.n > 4.5', true],
    ['"4" < meta.n', false],
    ['meta.flag == true', true],
    ['meta.deep.a.b', '中'],
    ['meta["deep"]["a"]', { b: '中' }],
    ['meta.list[0] == 1', true],
    ['meta.list[9]', null],
    ['meta.list.exists(x, x == "x")', true],
    ['"x" in meta.list', true],
    ['meta.list.size()', 4],
    ['meta.color.size()', 0],
    ['meta.list[3] == meta.list[3]', true],
    ['int(meta.size) + 1', 13],
    ['decimal(meta.n)', '5'],
    ['string(meta.n)', '5'],
    ['string(meta.deep)', null],
    ['meta.toString', null],
    ['meta.__proto__ == null', true],
    ['meta.list.length', null],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text, values)).toEqual(value)
  })
})

test('values that do not fit their type count as missing, because a form may hold half of one', () => {
  const values = {
    quantity: '3',
    price: 'abc',
    closeDate: '2024-02-31',
    amount: { amount: 'x', currency: 'CNY' },
    tags: 'hot',
    open: 'yes',
  }
  for (const field of ['quantity', 'price', 'closeDate', 'amount', 'open'])
    expect(evaluated(`${field} == null`, values)).toBe(true)
  expect(evaluated('tags.size()', values)).toBe(0)
})

test('a checked expression can be evaluated at any time and in any zone', () => {
  const expression = checked('today')
  const at = (now: string, timeZone: string) =>
    evaluateExpression(expression, { record: null }, { ...CONTEXT, now: new Date(now), timeZone })
  expect(at('2024-05-01T18:00:00Z', 'UTC')).toBe('2024-05-01')
  expect(at('2024-05-01T18:00:00Z', 'Asia/Tokyo')).toBe('2024-05-02')
  expect(at('2025-01-01T00:00:00Z', 'America/New_York')).toBe('2024-12-31')
})

test('a context without a time or with an unknown zone is a fault of the caller', () => {
  const run = (context: object) => () => evaluateExpression(checked('1'), { record: null }, { ...CONTEXT, ...context })
  expect(run({ now: new Date('x') })).toThrow('is no time to evaluate at')
  expect(run({ timeZone: 'Mars/Olympus' })).toThrow("'Mars/Olympus' is no time zone to evaluate in")
  expect(run({ timeZone: '+08:00' })).toThrow("'+08:00' is no time zone to evaluate in")
})
