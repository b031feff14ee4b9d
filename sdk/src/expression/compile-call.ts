import type { CheckedNode, CheckedNodeOf } from './checked-node.ts'
import type { Evaluate, Evaluation } from './evaluation.ts'
import type { ExpressionType } from './expression-type.ts'
import { FUNCTIONS } from './functions.ts'
import { extremeOf } from './list-functions.ts'
import type { Value } from './value.ts'

type Compile = (node: CheckedNode) => Evaluate
type Run = (values: readonly Value[], evaluation: Evaluation) => Value

/** A call gives null where one of its arguments is null; only a list that is null counts as an empty one. */
export function compileCall(node: CheckedNodeOf<'call'>, compile: Compile): Evaluate {
  if (node.signature === 'coalesce(T, T): T') {
    const [value, otherwise] = node.arguments.map(compile)
    return (evaluation) => value?.(evaluation) ?? otherwise?.(evaluation) ?? null
  }
  const [first, second, third] = node.arguments.map((argument) => withEmptyList(argument, compile))
  const run = implementationOf(node)
  if (first === undefined) return (evaluation) => run([], evaluation)
  if (second === undefined) {
    return (evaluation) => {
      const value = first(evaluation)
      return value === null ? null : run([value], evaluation)
    }
  }
  return (evaluation) => {
    const [one, other, last] = [first(evaluation), second(evaluation), third?.(evaluation)]
    if (one === null || other === null || last === null) return null
    return last === undefined ? run([one, other], evaluation) : run([one, other, last], evaluation)
  }
}

function implementationOf({ signature, arguments: given }: CheckedNodeOf<'call'>): Run {
  const itemType = itemTypeOf(given[0]?.type)
  if (signature === 'list<C>.min(): C') return extremeOf(itemType, 1) as Run
  if (signature === 'list<C>.max(): C') return extremeOf(itemType, -1) as Run
  if (signature === 'coalesce(T, T): T') return () => null
  return FUNCTIONS[signature] as Run
}

function itemTypeOf(type: ExpressionType | undefined): ExpressionType {
  return type?.kind === 'list' ? type.of : { kind: 'unknown' }
}

function withEmptyList(argument: CheckedNode, compile: Compile): Evaluate {
  const run = compile(argument)
  return argument.type.kind === 'list' ? (evaluation) => run(evaluation) ?? [] : run
}
