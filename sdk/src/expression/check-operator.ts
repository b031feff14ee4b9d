import { checkComparison, checkIn } from './check-comparison.ts'
import { type CheckScope, isUnknown, rangeOf, report, unknownNode } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { convertNode } from './convert-node.ts'
import { type Decimal, negate } from './decimal.ts'
import { commonType, type ExpressionType, listOf, TYPE } from './expression-type.ts'
import { resolveCall } from './resolve-call.ts'
import type { SyntaxNode, SyntaxNodeOf } from './syntax-node.ts'
import { typeWords } from './type-words.ts'

export function checkBinary(scope: CheckScope, node: SyntaxNodeOf<'binary'>): CheckedNode {
  const { operator } = node
  if (operator === '&&' || operator === '||') {
    const [left, right] = [checkCondition(scope, node.left), checkCondition(scope, node.right)]
    return { kind: operator === '&&' ? 'and' : 'or', left, right, type: TYPE.bool, ...rangeOf(node) }
  }
  const [left, right] = [scope.check(node.left), scope.check(node.right)]
  switch (operator) {
    case 'in':
      return checkIn(scope, { item: left, list: right, range: rangeOf(node) })
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return resolveCall(scope, { style: 'operator', name: operator, arguments: [left, right], range: rangeOf(node) })
    default:
      return checkComparison(scope, { operator, left, right, range: rangeOf(node) })
  }
}

export function checkUnary(scope: CheckScope, node: SyntaxNodeOf<'unary'>): CheckedNode {
  if (node.operator === '!') {
    return { kind: 'not', operand: checkCondition(scope, node.operand), type: TYPE.bool, ...rangeOf(node) }
  }
  const operand = scope.check(node.operand)
  const folded = operand.kind === 'constant' ? negatedConstant(operand) : null
  if (folded !== null) return { ...folded, ...rangeOf(node) }
  return resolveCall(scope, { style: 'operator', name: '-', arguments: [operand], range: rangeOf(node) })
}

function negatedConstant(node: Extract<CheckedNode, { kind: 'constant' }>): CheckedNode | null {
  if (node.type.kind === 'int') return { ...node, value: -(node.value as bigint) }
  if (node.type.kind === 'decimal') return { ...node, value: negate(node.value as Decimal) }
  return node.type.kind === 'double' ? { ...node, value: 0 - (node.value as number) } : null
}

/** A part that must be yes or no. */
export function checkCondition(scope: CheckScope, node: SyntaxNode): CheckedNode {
  return asCondition(scope, scope.check(node))
}

export function asCondition(scope: CheckScope, checked: CheckedNode): CheckedNode {
  if (isUnknown(checked) || checked.type.kind === 'bool') return checked
  if (checked.type.kind === 'null') return convertNode(checked, TYPE.bool)
  const words = typeWords(checked.type)
  return report(scope, {
    ...rangeOf(checked),
    rule: 'noCondition',
    message: {
      en: `a condition (yes or no) is expected here, but this is ${words.en}; compare it with something`,
      'zh-CN': `此处应为条件（是或否），但这是${words['zh-CN']}，请将其与某个值比较`,
    },
  })
}

export function checkConditional(scope: CheckScope, node: SyntaxNodeOf<'conditional'>): CheckedNode {
  const condition = checkCondition(scope, node.condition)
  const [whenTrue, whenFalse] = [scope.check(node.whenTrue), scope.check(node.whenFalse)]
  if (isUnknown(whenTrue, whenFalse)) return unknownNode(node)
  const type = commonType(whenTrue.type, whenFalse.type)
  if (type === null) return differentTypes(scope, whenTrue, whenFalse)
  const parts = { condition, whenTrue: convertNode(whenTrue, type), whenFalse: convertNode(whenFalse, type) }
  return { kind: 'conditional', ...parts, type, ...rangeOf(node) }
}

export function checkList(scope: CheckScope, node: SyntaxNodeOf<'list'>): CheckedNode {
  const items = node.items.map((item) => scope.check(item))
  if (isUnknown(...items)) return unknownNode(node)
  let of: ExpressionType = TYPE.null
  for (const [index, item] of items.entries()) {
    const common = commonType(of, item.type)
    if (common === null) return differentTypes(scope, items[index - 1] ?? item, item)
    of = common
  }
  const type = listOf(of)
  return { kind: 'list', items: items.map((item) => convertNode(item, of)), type, ...rangeOf(node) }
}

/** Two parts that must have one type, and have not. */
export function differentTypes(scope: CheckScope, first: CheckedNode, second: CheckedNode): CheckedNode {
  const [one, other] = [typeWords(first.type), typeWords(second.type)]
  return report(scope, {
    ...rangeOf(second),
    rule: 'wrongType',
    message: {
      en: `this is ${other.en}, but ${one.en} was expected as before it`,
      'zh-CN': `这是${other['zh-CN']}，但前面是${one['zh-CN']}，两者类型须一致`,
    },
  })
}
