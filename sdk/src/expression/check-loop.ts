import { VARIABLES } from './check-name.ts'
import { asCondition } from './check-operator.ts'
import { type CheckScope, isUnknown, rangeOf, report, unknownNode } from './check-scope.ts'
import type { CheckedNode, LoopKind } from './checked-node.ts'
import { convertNode } from './convert-node.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import type { FoundProblem, TextRange } from './expression-problem.ts'
import { type ExpressionType, listOf, TYPE } from './expression-type.ts'
import { resolveCall } from './resolve-call.ts'
import type { SyntaxNode, SyntaxNodeOf } from './syntax-node.ts'
import { typeWords } from './type-words.ts'

const LOOPS: Readonly<Record<string, LoopKind>> = {
  exists: 'exists',
  all: 'all',
  exists_one: 'exists_one',
  filter: 'filter',
  map: 'map',
}
/** Functions over a list that may say what to take of each item: `orders.sum(o, o.total)`. */
const AGGREGATES: ReadonlySet<string> = new Set(['sum', 'avg', 'min', 'max', 'count'])

type LoopCall = SyntaxNodeOf<'call'> & { readonly target: SyntaxNode }

export function isLoopName(name: string, given: readonly SyntaxNode[]): boolean {
  return Object.hasOwn(LOOPS, name) || (AGGREGATES.has(name) && given.length > 0)
}

/** A call that runs an expression for each item of a list. */
export function checkLoop(scope: CheckScope, node: LoopCall): CheckedNode {
  const list = checkLooped(scope, node.target)
  if (list === null) return unknownNode(node)
  const parts = loopParts(scope, node)
  if (parts === null) return unknownNode(node)
  const { name, condition, body } = parts
  const filtered = condition === undefined ? list : loop(scope, { loop: 'filter', list, name, body: condition, node })
  if (isUnknown(filtered)) return filtered
  const kind = LOOPS[node.name]
  if (kind !== undefined) return loop(scope, { loop: kind, list: filtered, name, body, node })
  const inner = loop(scope, { loop: node.name === 'count' ? 'filter' : 'map', list: filtered, name, body, node })
  return resolveCall(scope, { style: 'method', name: node.name, arguments: [inner], range: rangeOf(node) })
}

function checkLooped(scope: CheckScope, target: SyntaxNode): CheckedNode | null {
  const checked = scope.check(target)
  if (isUnknown(checked)) return null
  if (checked.type.kind === 'list') return checked
  if (checked.type.kind === 'dyn') return convertNode(checked, listOf(TYPE.dyn))
  report(scope, noList(checked))
  return null
}

interface LoopParts {
  name: string
  condition: SyntaxNode | undefined
  body: SyntaxNode
}

/** `(x, body)`, for `map` also `(x, condition, body)`, and behind `filter(x, …)` the body alone. */
function loopParts(scope: CheckScope, node: LoopCall): LoopParts | null {
  const [first, second, third] = node.arguments
  const count = node.arguments.length
  if (first !== undefined && count === 1 && AGGREGATES.has(node.name)) {
    const name = filterName(node.target)
    if (name !== null) return { name, condition: undefined, body: first }
  }
  if (first === undefined || second === undefined || count > (node.name === 'map' ? 3 : 2)) return noParts(scope, node)
  if (first.kind !== 'name' || VARIABLES.some((variable) => variable === first.name)) return noName(scope, first)
  return { name: first.name, condition: third === undefined ? undefined : second, body: third ?? second }
}

/** The name that `list.filter(x, …)` binds. */
function filterName(node: SyntaxNode): string | null {
  if (node.kind !== 'call' || node.name !== 'filter') return null
  const [name] = node.arguments
  return name?.kind === 'name' ? name.name : null
}

interface LoopInput {
  loop: LoopKind
  list: CheckedNode
  name: string
  body: SyntaxNode
  node: LoopCall
}

function loop(scope: CheckScope, { loop: kind, list, name, body, node }: LoopInput): CheckedNode {
  const slot = scope.loops.length
  if (slot >= EXPRESSION_LIMITS.loopNesting) return report(scope, tooDeep(rangeOf(node)))
  const type = list.type.kind === 'list' ? list.type.of : TYPE.unknown
  const checked = scope.check(body, [...scope.loops, { name, type, list }])
  const inner = kind === 'map' ? checked : asCondition(scope, checked)
  if (isUnknown(inner)) return unknownNode(node)
  return { kind: 'loop', loop: kind, slot, list, body: inner, type: loopType(kind, list, inner), ...rangeOf(node) }
}

function loopType(kind: LoopKind, list: CheckedNode, body: CheckedNode): ExpressionType {
  if (kind === 'filter') return list.type
  return kind === 'map' ? listOf(body.type) : TYPE.bool
}

function noParts(scope: CheckScope, node: LoopCall): null {
  report(scope, {
    ...rangeOf(node),
    rule: 'argumentCount',
    message: {
      en: `${node.name}() takes a name and an expression: .${node.name}(x, …), where x stands for each item`,
      'zh-CN': `${node.name}() 需要名称和表达式：.${node.name}(x, …)，x 代表每一项`,
    },
  })
  return null
}

function noName(scope: CheckScope, { start, end }: TextRange): null {
  report(scope, {
    start,
    end,
    rule: 'loopName',
    message: {
      en: `a name for each item is expected here, such as x; ${VARIABLES.join(', ')} are taken`,
      'zh-CN': `此处应为代表每一项的名称，例如 x；${VARIABLES.join('、')} 已被占用`,
    },
  })
  return null
}

function noList(node: CheckedNode): FoundProblem {
  const words = typeWords(node.type)
  return {
    ...rangeOf(node),
    rule: 'wrongType',
    message: {
      en: `a list is expected here, but this is ${words.en}`,
      'zh-CN': `此处应为列表，但这是${words['zh-CN']}`,
    },
  }
}

function tooDeep(range: TextRange): FoundProblem {
  const { loopNesting } = EXPRESSION_LIMITS
  return {
    ...range,
    rule: 'tooDeep',
    message: {
      en: `at most ${loopNesting} of exists, all, filter, map and the like can stand within one another`,
      'zh-CN': `exists、all、filter、map 等最多嵌套 ${loopNesting} 层`,
    },
  }
}
