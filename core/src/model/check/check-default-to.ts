import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { DEFAULT_TO_TYPES } from '../default-value.ts'
import type { ModelProblem } from './model-problem.ts'

/** What is wrong with a default that is worked out when a record is created. */
export function checkDefaultTo({ fieldType, default: literal, defaultTo }: FieldSchema): ModelProblem[] {
  if (defaultTo === undefined) return []
  const types = DEFAULT_TO_TYPES[defaultTo]
  if (!types.some((type) => type === fieldType)) {
    const names = types.map((type) => `'${type}'`)
    return [
      problem({
        en: `'${defaultTo}' is no value for a field of type '${fieldType}'; it is for ${names.join(', ')}`,
        'zh-CN': `'${defaultTo}' 不能作为类型为 '${fieldType}' 的字段的默认值，仅适用于 ${names.join('、')}`,
      }),
    ]
  }
  if (literal === undefined) return []
  return [
    problem({
      en: "a field has one default: leave out 'default' or 'defaultTo'",
      'zh-CN': "默认值只能有一个：请删除 'default' 或 'defaultTo'",
    }),
  ]
}

function problem(text: ModelProblem['problem']): ModelProblem {
  return { pointer: '/defaultTo', rule: 'default', problem: text }
}
