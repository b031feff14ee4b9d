import { checkOptions } from './check-options.ts'
import { type CheckScope, isUnknown, report, unknownNode } from './check-scope.ts'
import type { CheckedNode, ComparisonOperator } from './checked-node.ts'
import { convertNode } from './convert-node.ts'
import type { FoundProblem, TextRange } from './expression-problem.ts'
import { commonType, type ExpressionType, listOf, TYPE } from './expression-type.ts'
import { isOrdered } from './resolve-call.ts'
import { typeWords } from './type-words.ts'

interface Comparison {
  operator: ComparisonOperator | '!='
  left: CheckedNode
  right: CheckedNode
  range: TextRange
}

/** `==` with a literal null asks whether there is a value; `!=` is the opposite of `==` in every case. */
export function checkComparison(scope: CheckScope, { operator, left, right, range }: Comparison): CheckedNode {
  if (isUnknown(left, right)) return unknownNode(range)
  if (operator === '!=') {
    const operand = checkComparison(scope, { operator: '==', left, right, range })
    return isUnknown(operand) ? operand : { kind: 'not', operand, type: TYPE.bool, ...range }
  }
  if (isNull(left) || isNull(right)) {
    const operand = isNull(left) ? right : left
    if (operator === '==') return { kind: 'isNull', operand, type: TYPE.bool, ...range }
    return report(scope, nullOrder(range))
  }
  const type = comparedType(left.type, right.type, operator !== '==')
  if (type === null) return report(scope, notComparable(left, right, range))
  const parts = { left: comparedNode(left, type), right: comparedNode(right, type) }
  if (!checkOptions(scope, left, right)) return unknownNode(range)
  return { kind: 'compare', operator, ...parts, type: TYPE.bool, ...range }
}

/** The word null itself: only with it is a missing value asked for. */
function isNull(node: CheckedNode): boolean {
  return node.kind === 'constant' && node.value === null
}

/** JSON is compared as it is: whether it has the type of the other side is seen when the expression runs. */
function comparedNode(node: CheckedNode, type: ExpressionType): CheckedNode {
  if (node.type.kind === 'dyn') return node
  return type.kind === 'dyn'
    ? convertNode(node, node.type.kind === 'int' ? TYPE.decimal : node.type)
    : convertNode(node, type)
}

const IN_JSON: ReadonlySet<ExpressionType['kind']> = new Set(['string', 'choice', 'bool', 'int', 'decimal', 'dyn'])

/** The type in which two values are compared, or null. */
function comparedType(left: ExpressionType, right: ExpressionType, ordered: boolean): ExpressionType | null {
  if (left.kind === 'dyn' || right.kind === 'dyn') {
    const both = left.kind === 'dyn' && right.kind === 'dyn'
    return IN_JSON.has(left.kind) && IN_JSON.has(right.kind) && !(both && ordered) ? TYPE.dyn : null
  }
  const type = commonType(left, right)
  return type === null || (ordered && !isOrdered(type)) ? null : type
}

interface Membership {
  item: CheckedNode
  list: CheckedNode
  range: TextRange
}

export function checkIn(scope: CheckScope, { item, list, range }: Membership): CheckedNode {
  if (isUnknown(item, list)) return unknownNode(range)
  const items = list.type.kind === 'dyn' ? listOf(TYPE.dyn) : list.type
  if (items.kind !== 'list') return report(scope, noList(list))
  if (isNull(item)) return report(scope, nullOrder(range))
  const type = comparedType(item.type, items.of, false)
  if (type === null) return report(scope, notComparable(item, list, range))
  if (!checkOptions(scope, item, list)) return unknownNode(range)
  const asList = convertNode(list, items.of.kind === 'dyn' || type.kind === 'dyn' ? items : listOf(type))
  return { kind: 'in', item: comparedNode(item, type), list: asList, type: TYPE.bool, ...range }
}

function noList(list: CheckedNode): FoundProblem {
  const words = typeWords(list.type)
  const isText = list.type.kind === 'string' || list.type.kind === 'choice'
  return {
    start: list.start,
    end: list.end,
    rule: 'wrongType',
    message: {
      en: `'in' looks into a list, but this is ${words.en}${isText ? '; a part of a text is found with contains()' : ''}`,
      'zh-CN': `“in”用于列表，但这是${words['zh-CN']}${isText ? '；查找文本的一部分请用 contains()' : ''}`,
    },
  }
}

function nullOrder(range: TextRange): FoundProblem {
  return {
    ...range,
    rule: 'nullOrder',
    message: {
      en: 'null can only be compared with == and !=; a comparison with a missing value is false',
      'zh-CN': 'null 只能用 == 和 != 比较；与空值比较的结果为否',
    },
  }
}

function notComparable(left: CheckedNode, right: CheckedNode, range: TextRange): FoundProblem {
  const [one, other] = [typeWords(left.type), typeWords(right.type)]
  const hint = comparisonHint(left.type, right.type)
  return {
    ...range,
    rule: 'wrongType',
    message: {
      en: `${one.en} cannot be compared with ${other.en} in this way${hint === null ? '' : `; ${hint.en}`}`,
      'zh-CN': `${one['zh-CN']}不能这样与${other['zh-CN']}比较${hint === null ? '' : `；${hint['zh-CN']}`}`,
    },
  }
}

const NUMBERS: ReadonlySet<ExpressionType['kind']> = new Set(['int', 'decimal', 'double'])

function comparisonHint(left: ExpressionType, right: ExpressionType): { en: string; 'zh-CN': string } | null {
  const kinds = [left.kind, right.kind]
  if (kinds.includes('money') && kinds.some((kind) => NUMBERS.has(kind))) {
    return { en: "use .amount, or money(1000, 'CNY')", 'zh-CN': "请用 .amount，或写成 money(1000, 'CNY')" }
  }
  if (kinds.includes('date') && kinds.includes('dateTime')) {
    return { en: 'date(…) gives the day of a point in time', 'zh-CN': '用 date(…) 取时间点所在的日期' }
  }
  if (kinds.includes('date') && kinds.includes('string')) {
    return { en: "a date is written date('2026-03-31')", 'zh-CN': "日期应写成 date('2026-03-31')" }
  }
  if (kinds.includes('record')) return { en: 'compare its id', 'zh-CN': '请比较其 id' }
  return null
}
