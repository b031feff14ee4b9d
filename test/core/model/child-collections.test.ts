import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { childCollections } from '@tenon/sdk/expression/child-collections'
import { pluralName } from '@tenon/sdk/expression/plural-name'
import { describe, expect, test } from 'vitest'
import { findRenames, followRenames } from '../../../core/src/model/edits/follow-renames.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { toKeys, toNames } from '../../../core/src/model/names/name-map.ts'
import { renameModel } from '../../../core/src/model/names/rename-model.ts'
import { entity, pipeline, pluginPackage } from './sample-model.ts'

const text = { fieldType: 'text' } as const
const integer = { fieldType: 'integer' } as const
const toAccount = (more: object = {}) =>
  ({ fieldType: 'reference', reference: { entity: 'account', ...more } }) as const
const formula = (formula: string) => ({ fieldType: 'formula', formula }) as const

type Fields = Record<string, object>

function packageOf(entities: Record<string, Fields>, more: object = {}) {
  const made = Object.entries(entities).map(([name, fields]) => {
    const labelled = Object.entries(fields).map(([field, schema]) => [field, { label: { en: field }, ...schema }])
    return entity(name, Object.fromEntries(labelled))
  })
  return pluginPackage('sample', { entities: made, ...more })
}

function merge(entities: Record<string, Fields>, edits: TenantEdits = {}, more: object = {}) {
  return mergeModel([packageOf(entities, more)], edits)
}

function problemsOf(entities: Record<string, Fields>, locale: 'en' | 'zh-CN' = 'en') {
  try {
    mergeModel([packageOf(entities)], {}, locale)
  } catch (error) {
    if (error instanceof TenonError && error.code === 'SCHEMA_INVALID') return error.problems
    throw error
  }
  return []
}

function namesOf(entities: Record<string, Fields>): Record<string, string> {
  const found = childCollections(merge(entities), 'account').values()
  return Object.fromEntries([...found].map(({ name, entity: child, reference }) => [name, `${child}.${reference}`]))
}

function formulaOf(document: ReturnType<typeof merge>, of = 'account'): string | undefined {
  return document.entities[of]?.properties['sum']?.formula
}

const account = { name: text, sum: formula('orders.sum(o, o.total)') }
const order = { name: text, account: toAccount(), total: integer }

describe('the names of collections', () => {
  test('a reference without a reverse name is seen as the plural of its entity, and always by entity and reference', () => {
    const salesOpportunity = { account: toAccount() }
    expect(namesOf({ account: { name: text }, order, salesOpportunity })).toEqual({
      orders: 'order.account',
      order_account: 'order.account',
      salesOpportunities: 'salesOpportunity.account',
      salesOpportunity_account: 'salesOpportunity.account',
    })
  })

  test.each([
    ['order', 'orders'],
    ['opportunity', 'opportunities'],
    ['survey', 'surveys'],
    ['box', 'boxes'],
    ['branch', 'branches'],
    ['bus', 'buses'],
  ])('the plural of %s is %s', (name, plural) => {
    expect(pluralName(name)).toBe(plural)
  })

  test('two references of one entity have no plural name until they are given one', () => {
    const twice = { ...order, payer: toAccount() }
    expect(namesOf({ account: { name: text }, order: twice })).toEqual({
      order_account: 'order.account',
      order_payer: 'order.payer',
    })
    const named = { ...order, payer: toAccount({ reverse: { name: 'paidOrders', label: { en: 'Paid' } } }) }
    expect(Object.keys(namesOf({ account: { name: text }, order: named }))).toEqual([
      'paidOrders',
      'order_account',
      'order_payer',
    ])
  })

  test('a field, a common field, a word of the language and a given name go before a plural', () => {
    const others = { stag: { account: toAccount() }, a: { account: toAccount() }, lead: { account: toAccount() } }
    const found = namesOf({
      account: { name: text, orders: integer },
      order,
      ...others,
      visit: { account: toAccount({ reverse: { name: 'leads' } }) },
    })
    expect(Object.keys(found)).toEqual([
      'leads',
      'stags',
      'order_account',
      'stag_account',
      'a_account',
      'lead_account',
      'visit_account',
    ])
  })

  test.each([
    [{ name: 'sum' }, "'account' cannot call these records 'sum': it is that of 'account.sum'; choose another name"],
    [{ name: 'stage' }, "'account' cannot call these records 'stage': expressions have another meaning for it"],
    [{ name: 'today' }, "'account' cannot call these records 'today': expressions have another meaning for it"],
  ])('a reverse name %j that means something else is refused', (reverse, message) => {
    const found = problemsOf({
      account: { ...account, sum: integer },
      order: { ...order, account: toAccount({ reverse }) },
    })
    expect(found).toEqual([
      expect.objectContaining({
        pointer: '/entities/order/properties/account/reference/reverse/name',
        message: expect.stringContaining(message),
      }),
    ])
  })

  test('two references with one reverse name are both refused, in the language of the reader', () => {
    const named = toAccount({ reverse: { name: 'things' } })
    const found = problemsOf({ account: { name: text }, order: { account: named }, visit: { account: named } }, 'zh-CN')
    expect(found.map(({ pointer }) => pointer)).toEqual([
      '/entities/order/properties/account/reference/reverse/name',
      '/entities/visit/properties/account/reference/reverse/name',
    ])
    expect(found[0]?.message).toContain("它已被 'visit.account' 使用；请换一个名称")
  })

  test('a field that names several records has no reverse name', () => {
    const several = { fieldType: 'multiReference', reference: { entity: 'account', reverse: { name: 'orders' } } }
    expect(problemsOf({ account: { name: text }, order: { accounts: several } })).toEqual([
      expect.objectContaining({ pointer: '/entities/order/properties/accounts/reference/reverse', rule: 'fieldType' }),
    ])
  })
})

describe('an expression over child records', () => {
  test('is checked with the children’s fields and types', () => {
    const wrong = { account: { name: text, sum: formula('orders.sum(o, o.totl)') }, order }
    expect(problemsOf(wrong)[0]?.message).toContain("'order' has no field 'totl'; did you mean 'total'?")
    const misspelt = { account: { name: text, sum: formula('order.count()') }, order }
    expect(problemsOf(misspelt)[0]?.message).toContain("'account' has no field 'order'; did you mean 'orders'?")
  })

  test('is refused for a default, since a new record has no children', () => {
    const starts = { account: { name: text, size: { ...integer, defaultExpression: 'orders.count()' } }, order }
    expect(problemsOf(starts)).toEqual([expect.objectContaining({ rule: 'ownValues' })])
  })

  test('can go on to the children of children, and back', () => {
    const line = { order: { fieldType: 'reference', reference: { entity: 'order' } }, pieces: integer }
    const deep = formula(
      'orders.map(o, o.lines.sum(l, l.pieces)).sum() + orders.count(o, o.account.orders.count() > 1)',
    )
    expect(problemsOf({ account: { name: text, sum: deep }, order, line })).toEqual([])
  })
})

describe('a new name', () => {
  const document = () => merge({ account, order })

  test('of a child entity, its reference or its field is followed, and back', () => {
    const names = {
      entities: { order: 'purchase' },
      fields: { order: { account: 'buyer', total: 'amount' } },
    }
    const named = renameModel(document(), toNames(names), document())
    expect(formulaOf(named)).toBe('purchases.sum(o, o.amount)')
    const keyed = renameModel(named, toKeys(names), named)
    expect(formulaOf(keyed)).toBe('orders.sum(o, o.total)')
  })

  test('of a field that takes the collection’s name makes the collection go by its long one', () => {
    const names = { fields: { account: { name: 'orders' } } }
    const named = renameModel(document(), toNames(names), document())
    expect(formulaOf(named)).toBe('order_account.sum(o, o.total)')
    expect(formulaOf(renameModel(named, toKeys(names), named))).toBe('order_account.sum(o, o.total)')
  })

  test('that a tenant gives the collection is followed by what plugins wrote, guards among it', () => {
    const guard = { name: 'rich', label: { en: 'Rich' }, condition: 'orders.count() > 1 && changed(stage)' }
    const stages = pipeline('care', 'account').stages.map((stage, index) =>
      index === 1 ? { ...stage, entry: { guards: [guard] } } : stage,
    )
    const reverse = { reference: { reverse: { name: 'purchases' } } }
    const edits = { entities: { order: { properties: { account: reverse } } } } as TenantEdits
    const merged = merge({ account, order }, edits, { pipelines: [pipeline('care', 'account', { stages })] })
    expect(formulaOf(merged)).toBe('purchases.sum(o, o.total)')
    expect(merged.pipelines['care']?.stages[1]?.entry?.guards?.[0]?.condition).toBe(
      'purchases.count() > 1 && changed(stage)',
    )
  })

  test('that an upgrade gives the collection is followed by what the tenant wrote', () => {
    const before = merge({ account: { name: text }, order })
    const after = merge({
      account: { name: text },
      order: { ...order, account: toAccount({ reverse: { name: 'deals' } }) },
    })
    const edits = {
      entities: {
        account: { properties: { sum: { fieldType: 'formula', label: { en: 'Sum' }, formula: 'orders.count()' } } },
      },
    } as unknown as TenantEdits
    const whole = merge({ account: { name: text }, order }, edits)
    const carried = followRenames(edits, findRenames(before, after), whole)
    expect(carried.entities?.['account']?.properties?.['sum']).toMatchObject({ formula: 'deals.count()' })
  })

  test('a second reference, which makes the plural ambiguous, leaves the tenant’s formula with the long name', () => {
    const before = merge({ account: { name: text }, order })
    const after = merge({ account: { name: text }, order: { ...order, payer: toAccount() } })
    const edits = {
      entities: {
        account: { properties: { sum: { fieldType: 'formula', label: { en: 'Sum' }, formula: 'orders.count()' } } },
      },
    } as unknown as TenantEdits
    const whole = merge({ account: { name: text }, order }, edits)
    const carried = followRenames(edits, findRenames(before, after), whole)
    expect(carried.entities?.['account']?.properties?.['sum']).toMatchObject({ formula: 'order_account.count()' })
  })
})
