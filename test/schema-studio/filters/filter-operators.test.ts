import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { expect, test } from 'vitest'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'
import { operatorOf, operatorsOf } from '../../../schema-studio/src/filters/filter-operators.ts'

test('every field type can be filtered, and only by operators that the server has for it', () => {
  for (const type of FIELD_TYPES) {
    const offered = operatorsOf(type).map(({ op }) => op)
    expect(offered.length, type).toBeGreaterThan(0)
    expect(FIELD_TYPE_TABLE[type].operators, type).toEqual(expect.arrayContaining(offered))
  }
})

test('a condition is known again by the words that it was chosen with', () => {
  const samples: Record<string, JsonValue> = { one: 'x', several: ['x'], day: '2026-03-31' }
  for (const type of FIELD_TYPES) {
    for (const operator of operatorsOf(type)) {
      const value = operator.fixed ?? samples[operator.value] ?? null
      const condition = { field: 'f', op: operator.op, value }
      expect(operatorOf(type, condition, operator.isNegated)?.name, type).toBe(operator.name)
      // What holds is never said in the words of what does not.
      expect(operatorOf(type, condition, !operator.isNegated)?.name, type).not.toBe(operator.name)
    }
  }
})

test('what cannot be chosen is not taken for something else', () => {
  expect(operatorOf('geoPoint', { field: 'f', op: 'within', value: { lat: 1, lng: 2, km: 3 } })).toBeUndefined()
  expect(operatorOf('choice', { field: 'f', op: 'in', value: 'alone' })).toBeUndefined()
  expect(operatorOf('user', { field: 'f', op: 'eq', value: 'somebody' })?.name).toBe('eq')
})
