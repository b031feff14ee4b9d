import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { describe, expect, test } from 'vitest'
import { checkForm } from '../../../core/src/model/check/check-form.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { entity, field, pluginPackage } from './sample-model.ts'
import { refusal } from './sample-plugins.ts'

interface Shop {
  total?: Partial<FieldSchema>
  code?: string
  required?: string[]
  computed?: string[]
}

const shop = ({ total = {}, code = 'v1', required = [], computed = ['total'] }: Shop = {}) =>
  pluginPackage('shop', {
    entities: [entity('order', { total: field('integer', { computedBy: 'total', ...total }) }, { required })],
    hooksSource: code,
    hooks: { ...noHooks(), computed },
  })

const codeOf = (parts: Shop, edits = {}) => mergeModel([shop(parts)], edits).entities['order']?.fieldCode?.['total']
const AT = '/entities/order/properties/total'

describe('a computed field', () => {
  test('is read-only in the merged model, and knows its code', () => {
    const document = mergeModel([shop()], {})
    expect(document.entities['order']?.properties['total']).toMatchObject({ computedBy: 'total', readOnly: true })
    const compiled = compileModel(document, 1).entities.get('order')
    expect(compiled?.computedFields.map(({ name }) => name)).toEqual(['total'])
    expect(compiled?.fields.get('total')?.computed).toEqual({
      by: 'total',
      code: expect.stringMatching(/^[0-9a-f]{16}$/),
      column: { name: '_code_total', type: 'text' },
    })
    expect(compiled?.fields.get('name')?.computed).toBeNull()
  })

  test('has another code when the script or what the field takes is another, and the same under other labels', () => {
    const known = codeOf({})
    expect(codeOf({ total: { label: { en: 'Sum' }, help: { en: 'All of it' }, sensitive: true } })).toBe(known)
    const others = [
      codeOf({ code: 'v2' }),
      codeOf({ total: { maximum: 5 } }),
      codeOf({ total: { computedBy: 'total', fieldType: 'decimal' } }),
    ]
    expect(new Set([known, ...others]).size).toBe(4)
    expect(codeOf({}, { entities: { order: { properties: { total: { maximum: 5 } } } } })).toBe(others[1])
  })

  test('becomes an ordinary one when an admin takes its code away', () => {
    const edits = { entities: { order: { properties: { total: { computedBy: null } } } } }
    const order = mergeModel([shop()], edits).entities['order']
    expect(order?.properties['total']?.readOnly).toBeUndefined()
    expect(order?.fieldCode).toBeUndefined()
  })

  test.each<[string, Shop, string, string, RegExp]>([
    [
      'without code',
      { computed: ['totl'] },
      `${AT}/computedBy`,
      'unknownComputed',
      /no 'total' among its computed hooks; did you mean 'totl'/,
    ],
    [
      'of a type that the store gives',
      { total: { fieldType: 'sequence' } },
      `${AT}/computedBy`,
      'computedBy',
      /sequence, reference, user/,
    ],
    [
      'that names a user',
      { total: { fieldType: 'user' } },
      `${AT}/computedBy`,
      'computedBy',
      /'user' cannot be worked out/,
    ],
    ['with a default', { total: { default: 1 } }, `${AT}/default`, 'computedBy', /has no default/],
    ['that is unique', { total: { unique: true } }, `${AT}/unique`, 'computedBy', /cannot be unique/],
    ['that is said to be writable', { total: { readOnly: false } }, `${AT}/readOnly`, 'computedBy', /always read-only/],
    [
      'that is required',
      { required: ['total'] },
      '/entities/order/required/0',
      'computedBy',
      /empty while its code fails/,
    ],
    ['whose code is no name', { total: { computedBy: 'total()' } }, `${AT}/computedBy`, 'pattern', /./],
  ])('%s is refused', (...[, parts, pointer, rule, message]) => {
    expect(refusal([shop(parts)]).problems).toContainEqual({ pointer, rule, message: expect.stringMatching(message) })
  })

  test('of the tenant’s own is refused: there is no code for it', () => {
    const mine = { fieldType: 'integer', label: { en: 'Mine' }, computedBy: 'total' }
    const { problems } = refusal([shop()], { entities: { order: { properties: { mine } } } })
    expect(problems).toMatchObject([{ pointer: '/entities/order/properties/mine/computedBy', rule: 'unknownComputed' }])
  })

  test('of an extension is worked out by the plugin that extends', () => {
    const extras = (computed: string[]) =>
      pluginPackage('extras', {
        extensions: [{ extends: 'order', properties: { tax: field('integer', { computedBy: 'tax' }) } }],
        hooks: { ...noHooks(), computed },
      })
    expect(mergeModel([shop(), extras(['tax'])], {}).entities['order']?.fieldCode).toHaveProperty('tax')
    expect(refusal([shop({ computed: ['total', 'tax'] }), extras([])]).problems).toMatchObject([
      { rule: 'unknownComputed' },
    ])
  })

  test('is none of a form', () => {
    const form = { properties: { total: field('integer', { computedBy: 'total' }) } }
    expect(checkForm(form)).toMatchObject([{ pointer: '/properties/total/computedBy', rule: 'computedBy' }])
  })
})
