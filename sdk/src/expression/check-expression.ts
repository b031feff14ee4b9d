import { checkCall } from './check-call.ts'
import { checkName, checkSelect } from './check-name.ts'
import { findTooLongProduct } from './check-number-size.ts'
import { asCondition, checkBinary, checkConditional, checkList, checkUnary } from './check-operator.ts'
import { type CheckScope, type FieldReference, isUnknown, rangeOf, report } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { convertNode } from './convert-node.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import { type ExpressionProblem, type FoundProblem, placeProblem } from './expression-problem.ts'
import { conversionCost, type ExpressionType } from './expression-type.ts'
import { parseExpression } from './parse-expression.ts'
import { resolveCall } from './resolve-call.ts'
import type { SyntaxNode } from './syntax-node.ts'
import { typeWords } from './type-words.ts'

/** An expression that can run: every name known, every type right. */
export interface CheckedExpression {
  readonly text: string
  readonly type: ExpressionType
  readonly root: CheckedNode
  /**
   * Every field that it names, in the order of the text: what must be loaded, and what a rename concerns. One that
   * can be reached in several ways, such as `coalesce(account, partner).name`, is there for each of them.
   */
  readonly references: readonly FieldReference[]
}

export type CheckResult =
  | { readonly ok: true; readonly expression: CheckedExpression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] }

/**
 * Parses and checks an expression against a model. Never throws: whatever is wrong is in `problems`, all of it at
 * once, except that a text that cannot be parsed has one problem. `expected` is the type that the expression must have.
 */
export function checkExpression(
  text: string,
  environment: ExpressionEnvironment,
  expected?: ExpressionType,
): CheckResult {
  const parsed = parseExpression(text)
  if (!parsed.ok) return parsed
  const problems: FoundProblem[] = []
  const references: FieldReference[] = []
  const scope = makeScope({ environment, loops: [], problems, references })
  const root = expect(scope, scope.check(parsed.expression), expected)
  const tooLong = problems.length === 0 ? findTooLongProduct(root) : null
  if (tooLong !== null) problems.push(tooLong)
  if (problems.length > 0) {
    const sorted = problems.sort((left, right) => left.start - right.start)
    return { ok: false, problems: sorted.map((problem) => placeProblem(text, problem)) }
  }
  references.sort((left, right) => left.start - right.start)
  return { ok: true, expression: Object.freeze({ text, type: root.type, root, references }) }
}

function makeScope(parts: Omit<CheckScope, 'check'>): CheckScope {
  const scope: CheckScope = {
    ...parts,
    check: (node, loops) => checkNode(loops === undefined ? scope : makeScope({ ...parts, loops }), node),
  }
  return scope
}

function checkNode(scope: CheckScope, node: SyntaxNode): CheckedNode {
  switch (node.kind) {
    case 'literal': {
      const { kind, value } = node.literal
      return { kind: 'constant', value, type: { kind }, ...rangeOf(node) }
    }
    case 'name':
      return checkName(scope, node)
    case 'select':
      return checkSelect(scope, node)
    case 'index': {
      const given = [scope.check(node.target), scope.check(node.index)]
      return resolveCall(scope, { style: 'index', name: '[]', arguments: given, range: rangeOf(node) })
    }
    case 'call':
      return checkCall(scope, node)
    case 'list':
      return checkList(scope, node)
    case 'unary':
      return checkUnary(scope, node)
    case 'binary':
      return checkBinary(scope, node)
    case 'conditional':
      return checkConditional(scope, node)
  }
}

function expect(scope: CheckScope, root: CheckedNode, expected: ExpressionType | undefined): CheckedNode {
  if (expected === undefined || isUnknown(root)) return root
  if (expected.kind === 'bool') return asCondition(scope, root)
  if (conversionCost(root.type, expected) !== null) return convertNode(root, expected)
  const [is, wanted] = [typeWords(root.type), typeWords(expected)]
  return report(scope, {
    ...rangeOf(root),
    rule: 'wrongType',
    message: {
      en: `the expression gives ${is.en}, but ${wanted.en} is expected`,
      'zh-CN': `表达式的结果是${is['zh-CN']}，但应为${wanted['zh-CN']}`,
    },
  })
}
