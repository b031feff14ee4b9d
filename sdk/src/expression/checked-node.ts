import type { TextRange } from './expression-problem.ts'
import type { ExpressionType } from './expression-type.ts'
import type { Signature } from './signatures.ts'
import type { Value } from './value.ts'

export type Variable = 'record' | 'old' | 'actor' | 'now' | 'today'
export type ActorField = 'id' | 'roles' | 'team'
export type ComparisonOperator = '==' | '<' | '<=' | '>' | '>='
export type LoopKind = 'exists' | 'all' | 'exists_one' | 'filter' | 'map'

interface CheckedParts {
  constant: { readonly value: Value }
  variable: { readonly name: Variable }
  /** What a loop's name stands for; `slot` is the depth of that loop, from 0. */
  local: { readonly slot: number }
  actorField: { readonly field: ActorField }
  field: { readonly target: CheckedNode; readonly entity: string; readonly field: string }
  /** `target.key` of JSON. */
  member: { readonly target: CheckedNode; readonly key: string }
  call: { readonly signature: Signature; readonly arguments: readonly CheckedNode[] }
  not: { readonly operand: CheckedNode }
  and: { readonly left: CheckedNode; readonly right: CheckedNode }
  or: { readonly left: CheckedNode; readonly right: CheckedNode }
  conditional: { readonly condition: CheckedNode; readonly whenTrue: CheckedNode; readonly whenFalse: CheckedNode }
  /** Both sides have the same type, or one of them is JSON. False where one of them is null. */
  compare: { readonly operator: ComparisonOperator; readonly left: CheckedNode; readonly right: CheckedNode }
  /** Whether the two are the same, null being the same as null only. */
  same: { readonly left: CheckedNode; readonly right: CheckedNode }
  isNull: { readonly operand: CheckedNode }
  in: { readonly item: CheckedNode; readonly list: CheckedNode }
  list: { readonly items: readonly CheckedNode[] }
  loop: { readonly loop: LoopKind; readonly slot: number; readonly list: CheckedNode; readonly body: CheckedNode }
  /** The operand read as the node's type: a number widened, JSON as a list. */
  convert: { readonly operand: CheckedNode }
  /** A part that a problem was found in; a checked expression has none. */
  unknown: Record<never, never>
}

/** A part of a checked expression: every name resolved, every overload chosen, every conversion written out. */
export type CheckedNode = {
  [K in keyof CheckedParts]: { readonly kind: K; readonly type: ExpressionType } & CheckedParts[K] & TextRange
}[keyof CheckedParts]

export type CheckedNodeOf<K extends CheckedNode['kind']> = Extract<CheckedNode, { kind: K }>
