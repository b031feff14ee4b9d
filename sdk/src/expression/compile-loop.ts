import type { CheckedNode, CheckedNodeOf } from './checked-node.ts'
import { charge, type Evaluate, type Evaluation } from './evaluation.ts'
import { nodeCount } from './node-count.ts'
import type { Value } from './value.ts'

/** Runs the body for each item; a list that is null counts as an empty one, a condition that is null as no. */
export function compileLoop(node: CheckedNodeOf<'loop'>, compile: (node: CheckedNode) => Evaluate): Evaluate {
  const [list, body] = [compile(node.list), compile(node.body)]
  const steps = nodeCount(node.body) + 1
  const runBody = (evaluation: Evaluation, item: Value) => {
    charge(evaluation, steps)
    evaluation.items[node.slot] = item
    return body(evaluation)
  }
  const finish = FINISH[node.loop]
  return (evaluation) => {
    const items = (list(evaluation) ?? []) as Value[]
    return finish(items, (item) => runBody(evaluation, item))
  }
}

type Finish = (items: Value[], body: (item: Value) => Value) => Value

const FINISH: Readonly<Record<CheckedNodeOf<'loop'>['loop'], Finish>> = {
  exists: (items, body) => items.some((item) => body(item) === true),
  all: (items, body) => items.every((item) => body(item) === true),
  exists_one: (items, body) => items.filter((item) => body(item) === true).length === 1,
  filter: (items, body) => items.filter((item) => body(item) === true),
  map: (items, body) => items.map(body),
}
