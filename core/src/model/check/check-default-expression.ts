import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { defaultExpressions } from '@tenon/sdk/expression/default-expressions'
import { derivationProblem } from './derivation-problem.ts'
import type { ModelProblem } from './model-problem.ts'

/** What is wrong with the keyword beside others; the expression itself needs the model. */
export function checkDefaultExpression(schema: FieldSchema): ModelProblem[] {
  const { default: literal, defaultTo, defaultExpression, computedBy, fieldType } = schema
  if (defaultExpression === undefined) return []
  if (literal !== undefined || defaultTo !== undefined) return [problem(TWO_DEFAULTS)]
  return computedBy !== undefined || fieldType === 'sequence' ? [problem(GIVEN_OTHERWISE)] : []
}

/** What is wrong with the default expressions of a model whose derived fields say what they give. */
export function checkDefaultExpressions(document: ModelDocument): ModelProblem[] {
  return Object.keys(document.entities).flatMap((entity) =>
    defaultExpressions(document, entity).problems.map(derivationProblem),
  )
}

const TWO_DEFAULTS = {
  en: "a field has one default: keep one of 'default', 'defaultTo' and 'defaultExpression'",
  'zh-CN': "默认值只能有一个：'default'、'defaultTo' 和 'defaultExpression' 请保留其一",
}

const GIVEN_OTHERWISE = {
  en: 'the value is numbered by the store or worked out by code, so that it has no default',
  'zh-CN': '该值由系统编号或由代码计算得出，不能有默认值',
}

function problem(text: LocalizedText): ModelProblem {
  return { pointer: '/defaultExpression', rule: 'default', problem: text }
}
