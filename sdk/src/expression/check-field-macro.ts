import { type CheckScope, isUnknown, rangeOf, report, unknownNode } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { TYPE } from './expression-type.ts'
import type { SyntaxNodeOf } from './syntax-node.ts'

/** `has(account.tier)`: whether there is a value. */
export function checkHas(scope: CheckScope, node: SyntaxNodeOf<'call'>): CheckedNode {
  const operand = checkFieldArgument(scope, node)
  if (operand === null) return unknownNode(node)
  const empty: CheckedNode = { kind: 'isNull', operand, type: TYPE.bool, ...rangeOf(node) }
  return { kind: 'not', operand: empty, type: TYPE.bool, ...rangeOf(node) }
}

/** `changed(stage)`: whether the record's own field has another value than before; a new record's was null. */
export function checkChanged(scope: CheckScope, node: SyntaxNodeOf<'call'>): CheckedNode {
  const now = checkFieldArgument(scope, node)
  if (now === null) return unknownNode(node)
  const isOwn = now.kind === 'field' && now.target.kind === 'variable' && now.target.name === 'record'
  const isList = now.type.kind === 'list' && now.type.of.kind === 'record'
  if (!isOwn || isList || scope.environment.hasOld !== true) return report(scope, notComparableWithOld(scope, node))
  const before: CheckedNode = { ...now, target: { ...now.target, kind: 'variable', name: 'old' } }
  const same: CheckedNode = { kind: 'same', left: now, right: before, type: TYPE.bool, ...rangeOf(node) }
  return { kind: 'not', operand: same, type: TYPE.bool, ...rangeOf(node) }
}

function checkFieldArgument(scope: CheckScope, node: SyntaxNodeOf<'call'>): CheckedNode | null {
  const [argument, ...more] = node.arguments
  const field = argument === undefined ? undefined : scope.check(argument)
  if (field !== undefined && isUnknown(field)) return null
  const isPath = field?.kind === 'field' || field?.kind === 'member' || field?.kind === 'actorField'
  if (field !== undefined && isPath && more.length === 0) return field
  report(scope, {
    ...rangeOf(node),
    rule: 'noField',
    message: {
      en: `${node.name}() takes one field, such as ${node.name}(stage)`,
      'zh-CN': `${node.name}() 需要一个字段，例如 ${node.name}(stage)`,
    },
  })
  return null
}

function notComparableWithOld({ environment }: CheckScope, node: SyntaxNodeOf<'call'>) {
  const known = environment.hasOld === true
  return {
    ...rangeOf(node),
    rule: known ? 'noField' : 'noOldValues',
    message: {
      en: known
        ? "changed() takes a field of the record itself, not one of another record's"
        : 'changed() is not known here: only rules about a change know the values before it',
      'zh-CN': known
        ? 'changed() 只能用于记录自身的字段，不能用于其他记录的字段'
        : '此处不能使用 changed()：只有针对变更的规则才知道变更前的值',
    },
  }
}
