import type { Options } from 'ast-v8-to-istanbul'
import { syntaxNodes } from '../plugins/syntax-nodes.ts'

type Node = Parameters<NonNullable<Options['ignoreNode']>>[0]

/**
 * The functions and choices that TypeScript's `namespace` becomes, which its author has not written: a function that is called
 * at once with what holds the namespace, `(function (_Prices) { … })(Prices || (Prices = {}))`.
 */
export function namespaceMakers(program: unknown): ReadonlySet<Node> {
  const found = new Set<Node>()
  for (const one of syntaxNodes(program)) {
    const node = one as unknown as Node
    if (node.type !== 'CallExpression' || node.callee.type !== 'FunctionExpression') continue
    const { id, params } = node.callee
    const choices = choicesOf(node.arguments[0])
    if (id != null || params.length !== 1 || params[0]?.type !== 'Identifier' || choices === null) continue
    for (const made of [node.callee, ...choices]) found.add(made)
  }
  return found
}

/** `A || (A = {})`, for one within another `A || (A = _B.A || (_B.A = {}))`; null for anything else. */
function choicesOf(holder: Node | undefined): Node[] | null {
  if (holder?.type !== 'LogicalExpression' || holder.operator !== '||') return null
  const { left, right } = holder
  if (left.type !== 'Identifier' && left.type !== 'MemberExpression') return null
  if (right.type !== 'AssignmentExpression' || right.operator !== '=' || right.left.type !== left.type) return null
  if (right.right.type === 'ObjectExpression') return right.right.properties.length === 0 ? [holder] : null
  const inner = choicesOf(right.right)
  return inner === null ? null : [holder, ...inner]
}
