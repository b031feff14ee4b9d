import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, pluginPackage } from './sample-model.ts'

const text = { fieldType: 'text' } as const
const toCustomer = { fieldType: 'reference', reference: { entity: 'customer' } } as const

const customer = {
  name: text,
  tier: { fieldType: 'choice', options: [{ value: 'gold', label: { en: 'Gold', 'zh-CN': '金' }, hue: 'amber' }] },
}
const order = { name: text, customer: toCustomer, price: { fieldType: 'decimal' }, quantity: { fieldType: 'integer' } }

type Fields = Record<string, object>

function merge(entities: Record<string, Fields>, edits: TenantEdits = {}, locale: 'en' | 'zh-CN' = 'en') {
  const made = Object.entries(entities).map(([name, fields]) => {
    const labelled = Object.entries(fields).map(([field, schema]) => [field, { label: { en: field }, ...schema }])
    return entity(name, Object.fromEntries(labelled))
  })
  return mergeModel([pluginPackage('sample', { entities: made })], edits, locale)
}

function problemsOf(entities: Record<string, Fields>, edits: TenantEdits = {}, locale: 'en' | 'zh-CN' = 'en') {
  try {
    merge(entities, edits, locale)
  } catch (error) {
    if (error instanceof TenonError && error.code === 'SCHEMA_INVALID') return error.problems
    throw error
  }
  return []
}

/** What is wrong with one derived field of an order. */
function problemOf(field: object, locale: 'en' | 'zh-CN' = 'en') {
  const problems = problemsOf({ customer, order: { ...order, it: field } }, {}, locale)
  expect(problems).toHaveLength(1)
  return problems[0]
}

function resultOf(field: object): FieldSchema['result'] {
  return merge({ customer, order: { ...order, it: field } }).entities['order']?.properties['it']?.result
}

const formula = (formula: string) => ({ fieldType: 'formula', formula })
const lookup = (lookup: string) => ({ fieldType: 'lookup', lookup })

describe('the result of a derived field', () => {
  test.each([
    ['price * quantity', { fieldType: 'decimal' }],
    ['quantity + 1', { fieldType: 'integer' }],
    ['name + "!"', { fieldType: 'text' }],
    ['price > 5.0', { fieldType: 'boolean' }],
    ['money(price, "EUR")', { fieldType: 'money' }],
    ['date("2026-01-01")', { fieldType: 'date' }],
    ['createdAt', { fieldType: 'dateTime' }],
    ['customer', { fieldType: 'reference', reference: { entity: 'customer' } }],
    ['customer.tier', { fieldType: 'choice', options: customer.tier.options }],
  ])('%s', (text, result) => {
    expect(resultOf(formula(text))).toEqual(result)
  })

  test('a look-up is like the field that it looks up, a common one too', () => {
    expect(resultOf(lookup('customer.tier'))).toEqual({ fieldType: 'choice', options: customer.tier.options })
    expect(resultOf(lookup('customer.ownerId'))).toEqual({ fieldType: 'user' })
  })

  test('the merged model says that nobody writes it', () => {
    const { entities } = merge({ customer, order: { ...order, it: formula('price') } })
    expect(entities['order']?.properties['it']).toMatchObject({ readOnly: true, formula: 'price' })
  })
})

describe('a formula that cannot be', () => {
  test('names an unknown field with its place and the nearest known one', () => {
    expect(problemOf(formula('quantity *\n prize'))).toEqual({
      pointer: '/entities/order/properties/it/formula',
      rule: 'unknownName',
      message: "'order' has no field 'prize'; did you mean 'price'? (line 2, column 2)",
      range: { start: 12, end: 17 },
    })
  })

  test('says what does not go together, in Chinese too', () => {
    expect(problemOf(formula('name * 2'), 'zh-CN')).toMatchObject({
      range: { start: 0, end: 8 },
      message: expect.stringMatching(/文本.*第 1 行第 1 列/),
    })
  })

  test('names what the database cannot work out, with its place', () => {
    expect(problemOf(formula('name != "" && double(name) > 1.0e0'))).toMatchObject({
      rule: 'notInDatabase',
      range: { start: 14, end: 26 },
      message: expect.stringContaining('floating-point'),
    })
  })

  test.each([
    ['actor.id', 'actor'],
    ['changed(price)', 'noOldValues'],
    ['name.split(",")', 'resultType'],
    ['null', 'resultType'],
    ['1 +', 'syntax'],
  ])('%s is refused', (text, rule) => {
    expect(problemOf(formula(text))?.rule).toBe(rule)
  })
})

test('fields that use one another in a circle are named in the order of the circle, each of them', () => {
  const problems = problemsOf({
    customer: {
      ...customer,
      total: {
        fieldType: 'rollup',
        rollup: { entity: 'order', reference: 'customer', aggregate: 'sum', field: 'share' },
      },
    },
    order: {
      ...order,
      share: formula('price / base'),
      base: lookup('customer.total'),
      fine: formula('base + 1.0'),
      self: formula('self + 1'),
    },
  })
  expect(problems.map(({ pointer, message }) => [pointer.split('/properties/')[1], message])).toEqual([
    [
      'total/rollup',
      'the fields use one another in a circle, so that none can be worked out: customer.total → order.share → order.base → customer.total',
    ],
    [
      'share/formula',
      'the fields use one another in a circle, so that none can be worked out: order.share → order.base → customer.total → order.share',
    ],
    [
      'base/lookup',
      'the fields use one another in a circle, so that none can be worked out: order.base → customer.total → order.share → order.base',
    ],
    ['self/formula', 'the field uses itself: order.self → order.self'],
  ])
})

test.each<[object, string, string]>([
  [{ fieldType: 'formula' }, '', "'formula' is missing"],
  [lookup('customer.tire'), '/lookup', "'customer' has no field 'tire'; did you mean 'tier'?"],
  [lookup('name.tier'), '/lookup', "'name' of 'order' is no reference, so that nothing can be looked up through it"],
  [
    { fieldType: 'count', rollup: { entity: 'odrer', reference: 'x' } },
    '/rollup/entity',
    "there is no entity 'odrer'; did you mean 'order'?",
  ],
  [
    { fieldType: 'count', rollup: { entity: 'order', reference: 'customer' } },
    '/rollup/reference',
    "'customer' is no reference of 'order' to 'order'; it has none",
  ],
  [
    { fieldType: 'formula', formula: 'price', default: 1 },
    '/default',
    "'default' has no meaning for a field of type 'formula': its value is worked out whenever it is read",
  ],
  [
    { fieldType: 'formula', formula: 'price', indexed: true },
    '/indexed',
    "'indexed' has no meaning for a field of type 'formula'; that type knows: formula",
  ],
])('%j is refused at %s', (field, pointer, message) => {
  expect(problemOf(field)).toMatchObject({ pointer: `/entities/order/properties/it${pointer}`, message })
})

test.each<[JsonObject, string, string]>([
  [{ aggregate: 'sum', field: 'name' }, '/field', "'sum' needs numbers or money, but 'name' of 'order' is text"],
  [
    { aggregate: 'max', field: 'customer' },
    '/field',
    "'max' needs numbers, money, dates, times or text, but 'customer' of 'order' is a record of 'customer'",
  ],
  [{ aggregate: 'sum' }, '', "'field' is missing"],
  [{}, '', "'aggregate' is missing"],
  [
    { aggregate: 'count', field: 'price' },
    '/field',
    'records are counted, whatever their fields hold: leave this out, or say which ones count by a filter',
  ],
  [{ aggregate: 'count', filter: 'price' }, '/filter', expect.stringContaining('line 1, column 1')],
  [{ aggregate: 'count', filter: 'double("1") > 0.0e0' }, '/filter', expect.stringContaining('floating-point')],
])('a roll-up of %j is refused at %s', (rollup, pointer, message) => {
  const it = { fieldType: 'rollup', rollup: { entity: 'order', reference: 'customer', ...rollup } }
  const problems = problemsOf({ customer: { ...customer, it }, order })
  expect(problems).toMatchObject([{ pointer: `/entities/customer/properties/it/rollup${pointer}`, message }])
})

test('a derived field is neither title nor required, and nobody is asked to fill it in for a stage', () => {
  const it = formula('price * 2')
  const entities = { customer, order: { ...order, it } }
  const edits = (patch: object) => problemsOf(entities, { entities: { order: patch as never } })
  expect(edits({ titleField: 'it' })).toMatchObject([{ rule: 'titleField' }])
  expect(edits({ required: ['it'] })).toMatchObject([{ rule: 'derived', pointer: '/entities/order/required/0' }])
  const stage = { name: 'fresh', label: { en: 'Fresh' }, category: 'open', entry: { requiredFields: ['it'] } }
  const pipeline = { name: 'flow', entity: 'order', label: { en: 'Flow' }, stages: [stage] }
  expect(problemsOf(entities, { pipelines: { flow: pipeline } })).toMatchObject([{ rule: 'derived' }])
})

describe('a field that expressions use', () => {
  const count = {
    fieldType: 'rollup',
    rollup: { entity: 'order', reference: 'customer', aggregate: 'sum', field: 'net', filter: 'price > 1.0' },
  }
  const entities = {
    customer: { ...customer, paid: count },
    order: { ...order, net: formula('price * quantity // price'), tier: lookup('customer.tier') },
  }

  test('cannot be taken away, and who uses it is named', () => {
    const problems = problemsOf(entities, { entities: { order: { properties: { price: null } } } })
    expect(problems[0]).toEqual({
      pointer: '/entities/order/properties/price',
      rule: 'inUse',
      message: "'price' of 'order' cannot be removed: 'customer.paid', 'order.net' are worked out of it",
    })
  })

  test('may go together with the fields that use it', () => {
    const properties = { price: null, net: null }
    expect(
      problemsOf(entities, { entities: { order: { properties }, customer: { properties: { paid: null } } } }),
    ).toEqual([])
  })

  test('gets its new name written into all of them', () => {
    const renamed = {
      entities: {
        order: {
          properties: {
            price: null,
            unitPrice: { ...order.price, label: { en: 'Price' }, id: 'sample/order/price' },
            customer: null,
            buyer: { ...toCustomer, label: { en: 'Buyer' }, id: 'sample/order/customer' },
          },
        },
        customer: {
          properties: {
            mine: { fieldType: 'rollup', label: { en: 'Mine' }, rollup: { ...count.rollup, field: 'price' } },
          },
        },
      },
    } as TenantEdits
    const document = merge(entities, renamed)
    expect(document.entities['order']?.properties).toMatchObject({
      net: { formula: 'unitPrice * quantity // price' },
      tier: { lookup: 'buyer.tier' },
    })
    expect(document.entities['customer']?.properties).toMatchObject({
      paid: { rollup: { reference: 'buyer', field: 'net', filter: 'unitPrice > 1.0' } },
      mine: { rollup: { reference: 'buyer', field: 'unitPrice', filter: 'unitPrice > 1.0' } },
    })
  })
})

test('an entity has at most fifty derived fields', () => {
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`it${index}`, formula('price')]))
  expect(problemsOf({ customer, order: { ...order, ...many } })).toMatchObject([
    { pointer: '/entities/order/properties/it50', rule: 'derivedFields' },
  ])
})

test('fields stand on at most twenty levels of one another', () => {
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `it${index}`,
        formula(index === length - 1 ? 'quantity' : `it${index + 1} + 1`),
      ]),
    )
  expect(problemsOf({ customer, order: { ...order, ...chain(20) } })).toEqual([])
  expect(problemsOf({ customer, order: { ...order, ...chain(21) } })).toMatchObject([{ rule: 'depth' }])
})
