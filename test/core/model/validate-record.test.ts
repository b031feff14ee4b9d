import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import type { CompiledEntity } from '../../../core/src/model/compiled-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { type ValidationMode, validateRecord } from '../../../core/src/model/validate-record.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'

const archived = { value: 'old', label: { en: 'Old', 'zh-CN': '旧' }, archived: true }
const colours = [{ value: 'red', label: { en: 'Red', 'zh-CN': '红' } }, archived]

const properties = {
  ...Object.fromEntries(
    FIELD_TYPES.map((type) => [`${type}Field`, field(type, type === 'money' ? { currency: 'CNY' } : {})]),
  ),
  code: field('text', {
    label: { en: 'Code', 'zh-CN': '代码' },
    pattern: '^[A-Z]{3}$',
    patternMessage: { en: 'three capitals', 'zh-CN': '三个大写字母' },
  }),
  short: field('text', { label: { en: 'Short', 'zh-CN': '短文本' }, minLength: 2, maxLength: 4 }),
  slow: field('text', { pattern: '^(a+)+$' }),
  score: field('integer', { label: { en: 'Score', 'zh-CN': '分数' }, minimum: 1, maximum: 10 }),
  price: field('money', { label: { en: 'Price', 'zh-CN': '价格' }, currency: 'USD', minimum: 0, maximum: 1000 }),
  level: field('choice', { default: 'red', options: colours }),
  seen: field('text', { readOnly: true }),
}

function compile(): CompiledEntity {
  const thing = entity('thing', properties, { required: ['name', 'sequenceField', 'seen'] })
  const parts = { entities: [thing], pipelines: [pipeline('sales', 'thing')] }
  const found = compileModel(mergeModel([pluginPackage('sample', parts)], {}), 1).entities.get('thing')
  if (found === undefined) throw new Error('no thing')
  return found
}

const thing = compile()
const asUpdate = { mode: 'update', locale: 'en' } as const

function validate(values: JsonObject, mode: ValidationMode = 'update', locale: Locale = 'en'): JsonObject {
  return validateRecord(thing, values, { mode, locale })
}

function problemsOf(values: JsonObject, mode: ValidationMode = 'update', locale: Locale = 'en') {
  try {
    validate(values, mode, locale)
  } catch (error) {
    if (error instanceof TenonError && error.code === 'VALIDATION_FAILED') return error.problems
    throw error
  }
  return []
}

describe('messages', () => {
  test.each<[JsonObject, string, string, string]>([
    [{ code: 'abc' }, '/code', 'Code: three capitals', '代码：三个大写字母'],
    [
      { short: 'a' },
      '/short',
      "Short: 'a' is too short; at least 2 characters are needed",
      "短文本：'a' 太短，至少需要 2 个字符",
    ],
    [
      { short: 'abcde' },
      '/short',
      "Short: 'abcde' is too long; at most 4 characters are allowed",
      "短文本：'abcde' 太长，最多 4 个字符",
    ],
    [{ score: 11 }, '/score', "Score: '11' is too large; the most is 10", "分数：'11' 过大，最大为 10"],
    [{ score: 'many' }, '/score', "Score: 'many' is not a whole number", "分数：'many' 不是整数"],
    [{ price: '-1' }, '/price', "Price: '-1 USD' is too small; the least is 0", "价格：'-1 USD' 过小，最小为 0"],
    [
      { price: { amount: '1.005', currency: 'USD' } },
      '/price',
      "Price: '1.005 USD' has too many digits after the point; at most 2 are allowed",
      "价格：'1.005 USD' 的小数位过多，最多 2 位",
    ],
    [
      { price: { amount: '1', currency: 'XXY' } },
      '/price',
      "Price: 'XXY' is not a currency; expected an ISO 4217 code such as USD or CNY",
      "价格：'XXY' 不是货币，应为 ISO 4217 代码，例如 CNY 或 USD",
    ],
    [{ name: null }, '/name', 'Name: a value is needed', '名称：必须填写'],
    [
      { level: 'green' },
      '/level',
      "The choice: 'green' is not one of its options; expected 'red' (Red)",
      "字段 choice：'green' 不在选项之中，可选值为 'red' (红)",
    ],
    [
      { addressField: { citi: 'x' } },
      '/addressField/citi',
      "The address: it has no part 'citi'; did you mean 'city'?",
      "字段 address：没有名为 'citi' 的部分；是否想写 'city'?",
    ],
    [
      { addressField: { country: 'XX' } },
      '/addressField/country',
      "The address: 'XX' is not a country; expected an ISO 3166-1 code of two letters such as CN or US",
      "字段 address：'XX' 不是国家或地区，应为两个字母的 ISO 3166-1 代码，例如 CN 或 US",
    ],
  ])('%j is told in both languages at %s', (...[values, pointer, en, zh]) => {
    expect(problemsOf(values, 'update', 'en')).toMatchObject([{ pointer, message: en }])
    expect(problemsOf(values, 'update', 'zh-CN')).toMatchObject([{ pointer, message: zh }])
  })

  test('all problems come at once, each with its pointer', () => {
    const problems = problemsOf({ code: 'x', score: 0, emailField: 'no', nmae: 'x', 'a/b~c': 1 }, 'create')
    expect(problems.map((problem) => problem.pointer).sort()).toEqual(
      ['/a~1b~0c', '/code', '/emailField', '/name', '/nmae', '/score'].sort(),
    )
  })

  test('an unknown field names the nearest known one', () => {
    expect(problemsOf({ nmae: 'x' })[0]?.message).toContain("did you mean 'name'?")
  })
})

describe('modes', () => {
  test('create fills in defaults and asks for required fields, except those that the system sets', () => {
    expect(validate({ name: 'x' }, 'create')).toEqual({ name: 'x', level: 'red' })
    expect(problemsOf({}, 'create')).toMatchObject([{ pointer: '/name', rule: 'required' }])
  })

  test('create does not replace an explicit null by the default', () => {
    expect(validate({ name: 'x', level: null }, 'create')).toEqual({ name: 'x', level: null })
  })

  test('update looks only at what is given', () => {
    expect(validate({ score: 3 })).toEqual({ score: 3 })
    expect(validate({ code: null })).toEqual({ code: null })
  })

  test('blank text in a required field is a missing value', () => {
    expect(problemsOf({ name: '   ' })).toMatchObject([{ pointer: '/name', rule: 'required' }])
  })

  test('read-only fields and sequences cannot be written by a caller, but a complete record has them', () => {
    expect(problemsOf({ seen: 'x', sequenceField: 'T-1' }).map((problem) => problem.rule)).toEqual([
      'readOnly',
      'readOnly',
    ])
    const whole = { name: 'x', seen: 'y', sequenceField: 'T-1' }
    expect(validate(whole, 'complete')).toEqual(whole)
    expect(problemsOf({ name: 'x' }, 'complete')).toMatchObject([{ pointer: '/seen', rule: 'required' }])
  })

  test('values that have passed before are not looked at again, but for what new records alone are asked', () => {
    const sound = validateRecord(thing, { name: 'x', level: 'old', phoneField: '+49 30 1000000' }, asUpdate)
    const create = (values: JsonObject) => () => validateRecord(thing, values, { mode: 'create', locale: 'en', sound })
    expect(create(sound)).toThrow(/no longer offered/)
    expect(create({ ...sound, level: 'red', code: 'abc' })).toThrow(/three capitals/)
    expect(create({ ...sound, level: 'red', phoneField: 'none' })).toThrow(TenonError)
    expect(create({ ...sound, level: 'red' })()).toEqual({ name: 'x', level: 'red', phoneField: '+49301000000' })
  })

  test('an archived option is kept where it is, but not given to new records', () => {
    expect(problemsOf({ name: 'x', level: 'old' }, 'create')).toMatchObject([{ pointer: '/level', rule: 'archived' }])
    expect(validate({ level: 'old' })).toEqual({ level: 'old' })
  })
})

describe('common fields', () => {
  test('owner, pipeline and stage are taken where they are known', () => {
    const values = { ownerId: '01890A5D-AC96-774B-BCCE-B302099A8057', pipeline: 'sales', stage: 'won' }
    expect(validate(values)).toEqual({ ...values, ownerId: '01890a5d-ac96-774b-bcce-b302099a8057' })
  })

  test('unknown ones are refused', () => {
    expect(problemsOf({ ownerId: 'me', pipeline: 'slaes', stage: 1 }).map(({ pointer }) => pointer)).toEqual([
      '/ownerId',
      '/pipeline',
      '/stage',
    ])
    expect(problemsOf({ pipeline: 'slaes' })[0]?.message).toContain("did you mean 'sales'?")
  })

  test.each(['id', 'version', 'createdAt', 'deletedAt', 'stageEnteredAt'])('%s cannot be written', (name) => {
    expect(problemsOf({ [name]: 'x' })).toMatchObject([{ pointer: `/${name}`, rule: 'unknownField' }])
  })
})

describe('hostile values', () => {
  const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) as JsonValue
  test.each<[string, JsonObject, string]>([
    ['a NUL in text', { name: 'a\u0000b' }, 'characters'],
    ['half of a character', { name: '\uD800' }, 'characters'],
    ['a NUL deep in JSON', { jsonField: { a: ['\u0000'] } }, 'characters'],
    ['a NUL in a key of JSON', { jsonField: { 'a\u0000': 1 } }, 'characters'],
    ['JSON that is nested too deep', { jsonField: deep }, 'depth'],
    ['JSON that is too large', { jsonField: 'x'.repeat(70_000) }, 'maxBytes'],
    ['text that is too long', { name: 'x'.repeat(1001) }, 'maxLength'],
    ['long text that is too long', { longTextField: 'x'.repeat(100_001) }, 'maxLength'],
    ['a number where text is asked for', { name: 5 }, 'type'],
    ['an integer beyond what JSON keeps', { integerField: 2 ** 53 }, 'type'],
    ['a fraction for an integer', { integerField: 1.5 }, 'type'],
    ['infinity as text', { decimalField: 'Infinity' }, 'format'],
    ['an exponent', { decimalField: '1e5' }, 'format'],
    ['a decimal with too many digits', { decimalField: '1'.repeat(19) }, 'maximum'],
    ['a JSON number that has lost digits', { decimalField: 0.1 + 0.2 }, 'format'],
    ['money with strange parts', { moneyField: { amount: '1', currency: 'USD', x: 1 } }, 'type'],
    ['a day that is not in the calendar', { dateField: '2026-02-29' }, 'format'],
    ['the year zero', { dateField: '0000-01-01' }, 'format'],
    ['a time without a zone', { dateTimeField: '2026-01-01T00:00:00' }, 'format'],
    ['a zone that leads out of the calendar', { dateTimeField: '0001-01-01T00:00:00+14:00' }, 'format'],
    ['a leap second', { timeField: '23:59:60' }, 'format'],
    ['a script as a link', { urlField: 'javascript:alert(1)' }, 'format'],
    ['two addresses in one', { emailField: 'a@b.co,c@d.co' }, 'format'],
    ['a header in an e-mail address', { emailField: 'a@b.co\r\nBcc: x@y.z' }, 'format'],
    ['a phone number without a country', { phoneField: '13800138000' }, 'format'],
    ['a phone number with an extension', { phoneField: '+1 415 555 0132 ext. 5' }, 'format'],
    ['SQL as an id', { referenceField: "x'; drop table thing" }, 'format'],
    ['an object as a choice', { level: { value: 'red' } }, 'type'],
    ['an unknown option in a list', { multiChoiceField: ['red', 'pink'] }, 'enum'],
    ['a rating above its range', { ratingField: 6 }, 'maximum'],
    ['a name of every object', { constructor: 'x' }, 'unknownField'],
    ['a prototype', JSON.parse('{"__proto__": {"name": "x"}}') as JsonObject, 'unknownField'],
  ])('%s is refused', (_what, values, rule) => {
    expect(problemsOf(values)).toMatchObject([{ rule }])
  })

  test('a pattern made to backtrack for ever is answered at once', () => {
    const started = performance.now()
    expect(problemsOf({ slow: `${'a'.repeat(900)}!` })).toMatchObject([{ pointer: '/slow', rule: 'pattern' }])
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('an object with thousands of unknown fields gives at most a hundred problems', () => {
    const values = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`unknown${index}`, index]))
    expect(problemsOf(values)).toHaveLength(100)
  })
})

/** Values that a field of the type is likely to meet, right and wrong. */
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<JsonValue>(
    '1.50',
    '+86 138 0013 8000',
    'A@B.co',
    '2026-01-01',
    '2026-01-01T08:00:00+08:00',
    '08:30',
    'red',
  ),
  fc.record({
    amount: fc.oneof(fc.integer(), fc.stringMatching(/^-?\d{1,6}(\.\d{1,3})?$/)),
    currency: fc.constantFrom('USD', 'jpy', 'KWD'),
  }),
  fc.record({ city: fc.string(), country: fc.constantFrom('cn', 'US', '') }),
  fc.uuid(),
  fc.webUrl(),
  fc.subarray(['red', 'green', 'blue']),
  fc.double({ noNaN: true, min: -1e5, max: 1e5 }),
)

test('what validation gives passes validation again, unchanged', () => {
  const names = [...thing.fields.keys()]
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), anyValue as fc.Arbitrary<JsonValue>), (values) => {
      for (const [name, value] of Object.entries(values)) {
        if (problemsOf({ [name]: value }, 'complete').some((problem) => problem.pointer.split('/')[1] === name))
          continue
        const once = validate({ name: 'x', seen: 'y', [name]: value ?? null }, 'complete')
        expect(validate(once, 'complete')).toEqual(once)
      }
    }),
    { numRuns: 300 },
  )
})
