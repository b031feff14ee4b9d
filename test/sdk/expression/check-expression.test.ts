import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { TYPE, typeName } from '@tenon/sdk/expression/expression-type'
import { describe, expect, test } from 'vitest'
import { checked, environment, problemsOf } from './support/crm.ts'

describe('the type of an expression', () => {
  test.each([
    ['1 + 2', 'int'],
    ['1 + 2.5', 'decimal'],
    ['price * quantity', 'decimal'],
    ['price * 1e2', 'double'],
    ['amount * quantity', 'money'],
    ['amount / amount', 'decimal'],
    ['amount.amount', 'decimal'],
    ['closeDate - today', 'int'],
    ['now - createdAt', 'duration'],
    ['createdAt + duration("1h")', 'dateTime'],
    ['name + "!"', 'string'],
    ['stage', 'choice'],
    ['open ? stage : name', 'string'],
    ['open ? 1 : 2.5', 'decimal'],
    ['open ? amount : null', 'money'],
    ['[1, 2.5, null]', 'list<decimal>'],
    ['tags + ["hot"]', 'list<string>'],
    ['account', 'record<account>'],
    ['account.owner.name', 'string'],
    ['orders', 'list<record<order>>'],
    ['orders.map(o, o.total)', 'list<money>'],
    ['orders.filter(o, o.status == "paid").sum(o.total)', 'money'],
    ['orders.sum(o, o.quantity)', 'int'],
    ['orders.avg(o, o.quantity)', 'decimal'],
    ['orders.first().total', 'money'],
    ['meta.color', 'dyn'],
    ['meta.list.map(x, string(x))', 'list<string>'],
    ['actor.roles', 'list<string>'],
    ['coalesce(quantity, price, 0)', 'decimal'],
    ['null', 'null'],
  ])('%s is %s', (text, type) => {
    expect(typeName(checked(text).type)).toBe(type)
  })
})

describe('a problem', () => {
  test('of an unknown field has its place and the name that was meant', () => {
    expect(problemsOf('price > 1 && account.teir == "gold"')).toEqual([
      {
        rule: 'unknownName',
        start: 21,
        end: 25,
        line: 1,
        column: 22,
        suggestion: 'tier',
        message: {
          en: "'account' has no field 'teir'; did you mean 'tier'?",
          'zh-CN': '“account”没有字段“teir”，是否指“tier”？',
        },
      },
    ])
  })

  test('is told with all others at once, in the order of the text', () => {
    const problems = problemsOf('nmae == "x" || stage == "wonn" || quantity > "3" || upper(name) == "A"')
    expect(problems.map(({ rule, suggestion }) => [rule, suggestion])).toEqual([
      ['unknownName', 'name'],
      ['unknownOption', 'won'],
      ['wrongType', undefined],
      ['unknownFunction', undefined],
    ])
  })

  test.each([
    ['amount > 1000', "money cannot be compared with a whole number in this way; use .amount, or money(1000, 'CNY')"],
    [
      'closeDate > now',
      'a date cannot be compared with a point in time in this way; date(…) gives the day of a point in time',
    ],
    [
      'closeDate == "2024-01-01"',
      "a date cannot be compared with text in this way; a date is written date('2026-03-31')",
    ],
    ['account == "a1"', "a record of 'account' cannot be compared with text in this way; compare its id"],
    ['price < null', 'null can only be compared with == and !=; a comparison with a missing value is false'],
    [
      'account < account',
      "a record of 'account' cannot be compared with a record of 'account' in this way; compare its id",
    ],
    ['meta + 1', "'+' does not take JSON and a whole number"],
    ['name && open', 'a condition (yes or no) is expected here, but this is text; compare it with something'],
    ['open ? 1 : "x"', 'this is text, but a whole number was expected as before it'],
    ['[1, "x"]', 'this is text, but a whole number was expected as before it'],
    ['"a" in name', "'in' looks into a list, but this is text; a part of a text is found with contains()"],
    ['orders.total', "a list (of a record of 'order') has no field 'total'; of each item it is map(x, x.total)"],
    ['name.length()', "there is no function 'length'"],
    ['size(name, 1)', "'size' does not take text and a whole number: expected size(string) or size(list<T>)"],
    ['upper(name)', "'upper' is written x.upper()"],
    ['name.size', "text has no field 'size'"],
    ['date("2024-02-30")', "'2024-02-30' is no date; expected one such as 2026-03-31"],
    ['time("25:00")', "'25:00' is no time of day; expected one such as 08:30"],
    ['dateTime("2024-01-01")', "'2024-01-01' is no point in time; expected one such as 2026-03-31T16:00:00+08:00"],
    [
      'duration("5 weeks")',
      "a duration is expected here, written out, such as '1h30m' or '2d' (d, h, m, s, ms; at most 10,000 years)",
    ],
    ['today("+08:00")', "a time zone is expected here, written out, such as 'Asia/Shanghai' or 'UTC'"],
    ['today(name)', "a time zone is expected here, written out, such as 'Asia/Shanghai' or 'UTC'"],
    ['round(price, quantity)', 'a number of digits from 0 to 20 is expected here, written out'],
    ['orders.sum(o.total)', 'sum() takes a name and an expression: .sum(x, …), where x stands for each item'],
    [
      'orders.filter(now, true)',
      'a name for each item is expected here, such as x; record, old, actor, now, today are taken',
    ],
    ['changed(account.tier)', "changed() takes a field of the record itself, not one of another record's"],
    ['has(1 + 1)', 'has() takes one field, such as has(stage)'],
    ['coalesce(name)', 'coalesce() takes 2 to 10 values and gives the first that is not null'],
    ['actor.name', "'actor' has no field 'name'"],
    ['quantity.exists(x, x > 1)', 'a list is expected here, but this is a whole number'],
  ])('in %s is told in plain words', (text, message) => {
    expect(problemsOf(text).map((problem) => problem.message.en)).toEqual([message])
  })

  test.each([
    '(a+)+b\\1',
    '(?i)a',
    'a**',
    '[b-a]',
    '\\p{L}',
    'a{200}',
    '((a{50}){50}){50}',
    '(?=a)',
    '\\bx',
    '(',
    '[[:alpha:]]',
  ])('is told of the pattern %s, at the pattern', (pattern) => {
    const text = `name.matches(r'${pattern}')`
    expect(problemsOf(text)).toMatchObject([{ rule: 'literal', start: 13, end: text.length - 1 }])
  })

  test.each([
    'constructor',
    '__proto__',
    'record.toString',
    'account.hasOwnProperty',
    'constructor()',
    'name.constructor()',
    'actor.constructor',
  ])('is told of %s, which every object of the engine has and no record', (text) => {
    expect(problemsOf(text).map(({ rule }) => rule)).toEqual([text.endsWith('()') ? 'unknownFunction' : 'unknownName'])
  })

  test('has a text in both languages, whatever is wrong', () => {
    const wrong = [
      'x',
      'a.b',
      'name.matches("(")',
      '1 + open',
      'open ? 1 : name',
      'stage == "z"',
      'orders.sum(1)',
      'nothing(1)',
      'old',
      'changed(x)',
    ]
    for (const text of wrong) {
      for (const { message } of problemsOf(text, environment(false))) {
        expect(message.en).not.toBe('')
        expect(message['zh-CN']).toMatch(/[一-鿿]/)
      }
    }
  })

  test('is told where the values before a change are not known', () => {
    expect(problemsOf('old.stage != stage', environment(false)).map(({ rule }) => rule)).toEqual(['noOldValues'])
    expect(problemsOf('changed(stage)', environment(false)).map(({ rule }) => rule)).toEqual(['noOldValues'])
    expect(problemsOf('old.stage != stage || changed(stage)')).toEqual([])
  })

  test('is told where a loop stands in too many others, and where too many numbers are multiplied', () => {
    const loops = 'orders.exists(a, orders.exists(b, orders.exists(c, orders.exists(d, true))))'
    expect(problemsOf(loops)).toMatchObject([{ rule: 'tooDeep', start: loops.indexOf('orders.exists(d') }])
    expect(problemsOf(Array.from({ length: 33 }, () => 'price').join('*'))).toMatchObject([{ rule: 'numberTooLong' }])
    expect(problemsOf(`[price]${'.map(x, x * x)'.repeat(6)}`)).toMatchObject([{ rule: 'numberTooLong' }])
    expect(problemsOf(`[price]${'.map(x, x * x)'.repeat(5)}`)).toEqual([])
  })
})

describe('an option of a choice', () => {
  test.each([
    'stage == "won"',
    '"won" != stage',
    'stage in ["won", "lost"]',
    '"hot" in tags',
    'stage == (open ? "won" : "lost")',
    'stage == name',
  ])('%s is known', (text) => expect(problemsOf(text)).toEqual([]))

  test.each([
    'stage == "Won"',
    'stage in ["won", "x"]',
    '"x" in tags',
    'stage == (open ? "won" : "x")',
    'orders.exists(o, o.status == "x")',
    '"" == stage',
  ])('%s is not', (text) => expect(problemsOf(text)).toMatchObject([{ rule: 'unknownOption' }]))
})

describe('names', () => {
  test('of variables win over fields of the same name, which are reached through record', () => {
    expect(typeName(checked('now').type)).toBe('dateTime')
    expect(typeName(checked('record.now').type)).toBe('string')
    expect(typeName(checked('record.package').type)).toBe('string')
  })

  test('of loops win over both, and end with their loop', () => {
    expect(typeName(checked('orders.map(name, name.total)').type)).toBe('list<money>')
    expect(problemsOf('orders.exists(o, true) && o.total == null')).toMatchObject([{ rule: 'unknownName' }])
  })
})

test('an expression that must have a type is converted to it or refused', () => {
  const price = checkExpression('quantity', environment(), TYPE.decimal)
  expect(price.ok && typeName(price.expression.type)).toBe('decimal')
  expect(checkExpression('name', environment(), TYPE.decimal)).toMatchObject({
    ok: false,
    problems: [{ rule: 'wrongType', message: { en: 'the expression gives text, but a decimal number is expected' } }],
  })
  expect(checkExpression('name', environment(), TYPE.bool)).toMatchObject({
    ok: false,
    problems: [{ rule: 'noCondition' }],
  })
})

test('the fields that an expression names are listed with their paths and places', () => {
  const text = 'account.owner.name == old.name && orders.filter(o, o.status == "paid").sum(o.total) != null'
  const listed = checked(text).references.map(({ entity, field, path, root, start, end }) => [
    text.slice(start, end),
    `${entity}.${field}`,
    `${root}: ${path.join('.')}`,
  ])
  expect(listed).toEqual([
    ['account', 'opportunity.account', 'record: account'],
    ['owner', 'account.owner', 'record: account.owner'],
    ['name', 'user.name', 'record: account.owner.name'],
    ['name', 'opportunity.name', 'old: name'],
    ['orders', 'opportunity.orders', 'record: orders'],
    ['status', 'order.status', 'record: orders.status'],
    ['total', 'order.total', 'record: orders.total'],
  ])
})

test('a field that can be reached in several ways is listed for each of them', () => {
  const listed = (text: string) => checked(text).references.map(({ path, root }) => `${root}: ${path.join('.')}`)
  expect(listed('(open ? account : old.account).owner.name')).toEqual([
    'record: open',
    'record: account',
    'old: account',
    'record: account.owner',
    'old: account.owner',
    'record: account.owner.name',
    'old: account.owner.name',
  ])
  expect(listed('coalesce(account, old.account).tier == "gold"')).toContain('old: account.tier')
  expect(listed('[account, old.account].map(a, a.owner).exists(o, o.name == "Li")')).toContain(
    'old: account.owner.name',
  )
  expect(listed('(orders + old.orders).first().quantity > 1')).toContain('old: orders.quantity')
})
