import type { ValueField } from '../contract/value-field.ts'
import type { CheckedNode } from './checked-node.ts'
import type { FoundProblem } from './expression-problem.ts'
import { conversionCost, type ExpressionType } from './expression-type.ts'
import { fieldExpressionType } from './field-expression-type.ts'
import { typeWords } from './type-words.ts'

/**
 * Why what an expression gives cannot be stored in a field. Of choices, what is written out is checked here, and what is
 * worked out where the value is stored.
 */
export function wrongResult(root: CheckedNode, field: ValueField): FoundProblem[] {
  const wanted = fieldExpressionType(field)
  if (wanted.kind === 'choice' && root.type.kind === 'string') return wrongOptions(root, wanted.options)
  if (fits(root.type, wanted)) return []
  const [is, expected] = [typeWords(root.type), typeWords(wanted)]
  const message = {
    en: `the expression gives ${is.en}, but the field takes ${expected.en}`,
    'zh-CN': `表达式的结果是${is['zh-CN']}，但该字段需要${expected['zh-CN']}`,
  }
  return [{ start: root.start, end: root.end, rule: 'wrongType', message }]
}

function fits(type: ExpressionType, wanted: ExpressionType): boolean {
  const isTextList = type.kind === 'list' && type.of.kind === 'string'
  if (isTextList && wanted.kind === 'list' && wanted.of.kind === 'choice') return true
  return conversionCost(type, wanted) !== null
}

function wrongOptions(node: CheckedNode, options: readonly string[]): FoundProblem[] {
  if (node.kind === 'conditional') return [node.whenTrue, node.whenFalse].flatMap((one) => wrongOptions(one, options))
  if (node.kind !== 'constant' || typeof node.value !== 'string' || options.includes(node.value)) return []
  const message = {
    en: `'${node.value}' is none of the field's options: ${options.join(', ')}`,
    'zh-CN': `'${node.value}' 不是该字段的选项：${options.join('、')}`,
  }
  return [{ start: node.start, end: node.end, rule: 'option', message }]
}
