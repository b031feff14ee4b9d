import type { Options } from 'ast-v8-to-istanbul'

type Node = Parameters<NonNullable<Options['ignoreNode']>>[0]

/** Whether a function is one that TypeScript's `enum` becomes, which its author has not written: it fills and gives its parameter. */
export function isEnumMaker(node: Node): boolean {
  if (node.type !== 'FunctionExpression' || node.id != null) return false
  const [made] = node.params
  if (made?.type !== 'Identifier' || node.params.length > 1) return false
  const fills = (side: Node) =>
    side.type === 'MemberExpression' &&
    side.computed &&
    side.object.type === 'Identifier' &&
    side.object.name === made.name
  const last = node.body.body.at(-1)
  if (last?.type !== 'ReturnStatement' || last.argument?.type !== 'Identifier') return false
  const before = node.body.body.slice(0, -1)
  return before.every((statement) => {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return false
    return fills(statement.expression.left)
  })
}
