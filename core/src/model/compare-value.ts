import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import type { Normalised } from './field-types/field-type-definition.ts'
import { FIELD_TYPE_TABLE } from './field-types/field-type-table.ts'
import { findTextProblem } from './find-text-problem.ts'

/** A filter's value in the form in which the field is compared, or why it cannot be compared with it. */
export function compareValue(value: JsonValue, schema: ValueField): Normalised {
  const unsafe = findTextProblem(value)
  if (unsafe !== null) return unsafe
  const compared = value === null ? NOTHING_TO_COMPARE : FIELD_TYPE_TABLE[schema.fieldType].comparison(value, schema)
  if ('problem' in compared || (compared.value !== null && typeof compared.value !== 'object')) return compared
  return NOTHING_TO_COMPARE
}

const NOTHING_TO_COMPARE: Normalised = {
  rule: 'value',
  problem: {
    en: 'a filter needs a value; use isNull to find empty ones',
    'zh-CN': '筛选需要一个值；查找空值请使用 isNull',
  },
}
