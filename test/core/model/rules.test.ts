import type { FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../../core/src/model/apply-edits.ts'
import { carryEdits } from '../../../core/src/model/edits/carry-edits.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { mergePackages } from '../../../core/src/model/merge-packages.ts'
import { toKeys, toNames } from '../../../core/src/model/names/name-map.ts'
import { renameModel } from '../../../core/src/model/names/rename-model.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

const small: ValidationRule = {
  name: 'small',
  label: { en: 'Small' },
  condition: 'price == null || price < 100 || changed(price)',
  message: { en: 'Too dear.', 'zh-CN': '太贵了。' },
  fields: ['price'],
}
const FIELDS: Record<string, FieldSchema> = {
  price: field('integer'),
  why: field('text', { visibleWhen: 'price != null', requiredWhen: 'price > 50' }),
}

function packageOf(fields: Record<string, FieldSchema>, more: object = { validations: [small] }) {
  return pluginPackage('shop', { entities: [entity('order', fields, more)] })
}

function problemsOf(fields: Record<string, FieldSchema>, more: object) {
  try {
    mergeModel([packageOf(fields, more)], {})
  } catch (error) {
    if (error instanceof TenonError && error.code === 'SCHEMA_INVALID') return error.problems
    throw error
  }
  return []
}

describe('rules as expressions', () => {
  test('are checked with place: names, types, fields, and two of one name', () => {
    const validations = [
      { ...small, condition: 'prise < 100' },
      { ...small, condition: 'price + 1' },
      { ...small, name: 'other', fields: ['prise'] },
    ]
    const found = problemsOf({ ...FIELDS, bad: field('text', { visibleWhen: 'old.price > 1' }) }, { validations })
    expect(found.map(({ pointer, rule }) => [pointer, rule])).toEqual([
      ['/entities/order/validations/1/name', 'duplicate'],
      ['/entities/order/validations/2/fields/0', 'unknownField'],
      ['/entities/order/validations/0/condition', 'unknownName'],
      ['/entities/order/validations/1/condition', 'noCondition'],
      ['/entities/order/properties/bad/visibleWhen', 'noOldValues'],
    ])
    expect(found[2]?.message).toContain("did you mean 'price'? (line 1, column 1)")
  })

  test.each([
    [
      'a field that is always required and can be hidden',
      field('text', { visibleWhen: 'true' }),
      ['it'],
      '/visibleWhen',
    ],
    ['a field that is always and sometimes required', field('text', { requiredWhen: 'true' }), ['it'], '/requiredWhen'],
    [
      'a field that is worked out and required',
      { fieldType: 'formula', label: { en: 'It' }, formula: 'price', requiredWhen: 'true' } as FieldSchema,
      [],
      '/requiredWhen',
    ],
  ])('refuse %s', (...[, it, required, pointer]) => {
    const found = problemsOf({ ...FIELDS, it }, { required })
    expect(found.map((problem) => problem.pointer)).toEqual([`/entities/order/properties/it${pointer}`])
  })

  test('have no meaning for the parts of a list’s objects', () => {
    const lines = field('objectList', { items: { properties: { part: field('text', { visibleWhen: 'true' }) } } })
    expect(problemsOf({ lines }, {})).toMatchObject([{ rule: 'keyword' }])
  })

  test('follow new names of fields, and back', () => {
    const document = mergeModel([packageOf(FIELDS)], {})
    const names = { fields: { order: { price: 'cost', why: 'reason' } } }
    const named = renameModel(document, toNames(names), document).entities['order']
    expect(named?.validations?.[0]).toMatchObject({
      condition: 'cost == null || cost < 100 || changed(cost)',
      fields: ['cost'],
    })
    expect(named?.properties['reason']).toMatchObject({ visibleWhen: 'cost != null', requiredWhen: 'cost > 50' })
    const whole = renameModel(document, toNames(names), document)
    expect(renameModel(whole, toKeys(names), whole)).toEqual(document)
  })

  test('follow a field that the tenant’s edit calls otherwise', () => {
    const edits = {
      entities: {
        order: { properties: { price: null, cost: { ...field('integer'), id: 'shop/order/price' } } },
      },
    } as TenantEdits
    const merged = mergeModel([packageOf(FIELDS)], edits).entities['order']
    expect(merged?.validations?.[0]?.condition).toBe('cost == null || cost < 100 || changed(cost)')
    expect(merged?.properties['why']?.requiredWhen).toBe('cost > 50')
  })

  test('are merged one by one when a plugin is upgraded: what only one side changed stays, the rest is a conflict', () => {
    const mine: ValidationRule = { ...small, name: 'mine', condition: 'name != "x"' }
    const edits = {
      entities: { order: { validations: [{ ...small, message: { en: 'Ours.' } }, mine] } },
    } as unknown as TenantEdits
    const from = mergePackages([packageOf(FIELDS)], 'en')
    const next: ValidationRule = { ...small, condition: 'price < 200' }
    const to = mergePackages([packageOf(FIELDS, { validations: [next] })], 'en')
    const carried = carryEdits({ from, to, edits })
    expect(carried.conflicts).toEqual([])
    const merged = applyEdits(to, carried.edits).document.entities['order']?.validations
    expect(merged).toEqual([{ ...next, message: { en: 'Ours.' } }, mine])
    const both = {
      entities: { order: { validations: [{ ...small, condition: 'price < 300' }] } },
    } as unknown as TenantEdits
    expect(carryEdits({ from, to, edits: both }).conflicts).toMatchObject([
      { path: '/entities/order/validations/small/condition' },
    ])
  })

  test('of an extension are those of the entity, and a second one of the same name is refused', () => {
    const extension = { extends: 'order', properties: {}, validations: [{ ...small, name: 'added' }] }
    const extended = (validations: ValidationRule[]) =>
      mergeModel([packageOf(FIELDS), pluginPackage('more', { extensions: [{ ...extension, validations }] })], {})
    expect(extended(extension.validations).entities['order']?.validations?.map(({ name }) => name)).toEqual([
      'small',
      'added',
    ])
    expect(() => extended([small])).toThrow("there are two rules 'small'")
  })
})
