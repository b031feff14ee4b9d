import type { CheckedNode } from './checked-node.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import type { FoundProblem, TextRange } from './expression-problem.ts'
import { type ExpressionType, TYPE } from './expression-type.ts'
import type { SyntaxNode } from './syntax-node.ts'

/** The name that a loop binds, and the list whose items it stands for. */
export interface LoopName {
  readonly name: string
  readonly type: ExpressionType
  readonly list: CheckedNode
}

/** A field that an expression names, and where. */
export interface FieldReference extends TextRange {
  readonly entity: string
  readonly field: string
  /** From the record that the expression stands on: `['account', 'tier']`; the items of a list count as its fields. */
  readonly path: readonly string[]
  /** Whether the path begins at the record or at its values before the change. */
  readonly root: 'record' | 'old'
  /** Written as a name alone, so that a new name may be shadowed where it stands. */
  readonly bare: boolean
  /** Names bound by loops around it. */
  readonly shadows: readonly string[]
}

/** What every part of the check works on. */
export interface CheckScope {
  readonly environment: ExpressionEnvironment
  /** Innermost last. */
  readonly loops: readonly LoopName[]
  readonly problems: FoundProblem[]
  readonly references: FieldReference[]
  /** Checks an inner part, with more loop names where given. */
  check(node: SyntaxNode, loops?: readonly LoopName[]): CheckedNode
}

/** Notes a problem and gives the node that stands for the part. */
export function report(scope: CheckScope, problem: FoundProblem): CheckedNode {
  scope.problems.push(problem)
  return unknownNode(problem)
}

export function unknownNode({ start, end }: TextRange): CheckedNode {
  return { kind: 'unknown', type: TYPE.unknown, start, end }
}

/** Whether a problem has already been noted for one of the parts. */
export function isUnknown(...nodes: readonly CheckedNode[]): boolean {
  return nodes.some(({ type }) => type.kind === 'unknown')
}

export function rangeOf({ start, end }: TextRange): TextRange {
  return { start, end }
}
