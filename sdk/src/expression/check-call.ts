import { checkChanged, checkHas } from './check-field-macro.ts'
import { checkLoop, isLoopName } from './check-loop.ts'
import { type CheckScope, isUnknown, rangeOf, report, unknownNode } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { type CallStyle, functionNames, functionsNamed } from './function-table.ts'
import { nearestName } from './nearest-name.ts'
import { resolveCall } from './resolve-call.ts'
import type { SyntaxNode, SyntaxNodeOf } from './syntax-node.ts'

const MAX_COALESCED = 10

/** A function, a method, or one of the forms that look like them. */
export function checkCall(scope: CheckScope, node: SyntaxNodeOf<'call'>): CheckedNode {
  if (node.target === null) {
    if (node.name === 'has') return checkHas(scope, node)
    if (node.name === 'changed') return checkChanged(scope, node)
    if (node.name === 'coalesce') return checkCoalesce(scope, node)
    return checkFunction(scope, node, { style: 'global', given: node.arguments })
  }
  const { target, ...call } = node
  if (isLoopName(call.name, call.arguments)) return checkLoop(scope, { ...call, target })
  return checkFunction(scope, node, { style: 'method', given: [target, ...call.arguments] })
}

interface FunctionCall {
  style: Extract<CallStyle, 'global' | 'method'>
  given: readonly SyntaxNode[]
}

function checkFunction(scope: CheckScope, node: SyntaxNodeOf<'call'>, { style, given }: FunctionCall): CheckedNode {
  const checked = given.map((argument) => scope.check(argument))
  if (functionsNamed(style, node.name).length === 0) return unknownFunction(scope, node, style)
  return resolveCall(scope, { style, name: node.name, arguments: checked, range: rangeOf(node) })
}

/** `coalesce(a, b, c)` is read as `coalesce(a, coalesce(b, c))`. */
function checkCoalesce(scope: CheckScope, node: SyntaxNodeOf<'call'>): CheckedNode {
  const given = node.arguments.map((argument) => scope.check(argument))
  if (isUnknown(...given)) return unknownNode(node)
  const [last, ...before] = given.reverse()
  if (last === undefined || before.length === 0 || before.length >= MAX_COALESCED) {
    return report(scope, {
      ...rangeOf(node),
      rule: 'argumentCount',
      message: {
        en: `coalesce() takes 2 to ${MAX_COALESCED} values and gives the first that is not null`,
        'zh-CN': `coalesce() 需要 2 到 ${MAX_COALESCED} 个值，返回第一个非空值`,
      },
    })
  }
  return before.reduce(
    (rest, value) =>
      resolveCall(scope, { style: 'global', name: 'coalesce', arguments: [value, rest], range: rangeOf(node) }),
    last,
  )
}

const MACRO_NAMES = ['has', 'changed']
const LOOP_NAMES = ['exists', 'all', 'exists_one', 'filter', 'map']

function unknownFunction(scope: CheckScope, node: SyntaxNodeOf<'call'>, style: 'global' | 'method'): CheckedNode {
  const range = { start: node.nameStart, end: node.nameStart + node.name.length }
  const other = style === 'global' ? 'method' : 'global'
  if (functionsNamed(other, node.name).length > 0) {
    const written = style === 'global' ? `x.${node.name}()` : `${node.name}(x)`
    return report(scope, {
      ...range,
      rule: 'unknownFunction',
      message: {
        en: `'${node.name}' is written ${written}`,
        'zh-CN': `“${node.name}”应写成 ${written}`,
      },
    })
  }
  const known = [...functionNames(style), ...(style === 'global' ? MACRO_NAMES : LOOP_NAMES)]
  const near = nearestName(node.name, known)
  return report(scope, {
    ...range,
    rule: 'unknownFunction',
    ...(near !== null && { suggestion: near }),
    message: {
      en: `there is no function '${node.name}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `没有函数“${node.name}”${near === null ? '' : `，是否指“${near}”？`}`,
    },
  })
}
