import type { Rollup, RollupAggregate } from '../contract/entity-schema.ts'
import type { CheckedNode } from './checked-node.ts'
import { mapInner } from './inner-nodes.ts'

/** What the child records are called while an aggregate is checked; no field's name has such a sign. */
export const CHILDREN = 'children_'

const FUNCTIONS: Readonly<Record<RollupAggregate, string>> = {
  sum: 'sum',
  min: 'min',
  max: 'max',
  average: 'avg',
  count: 'count',
}

/** The aggregate as an expression, without the filter. */
export function aggregateText({ aggregate, field }: Pick<Rollup, 'field'> & { aggregate: RollupAggregate }): string {
  const items = field === undefined ? CHILDREN : `${CHILDREN}.map(item, item.${field})`
  return `${items}.${FUNCTIONS[aggregate]}()`
}

/** An aggregate's root with the child records under their own name, and only those that pass the filter. */
export function rollupNode(
  root: CheckedNode,
  { children, filter }: { children: string; filter: CheckedNode | null },
): CheckedNode {
  if (root.kind !== 'field' || root.field !== CHILDREN) {
    return mapInner(root, (inner) => rollupNode(inner, { children, filter }))
  }
  const list: CheckedNode = { ...root, field: children }
  if (filter === null) return list
  const { start, end } = filter
  return { kind: 'loop', loop: 'filter', slot: 0, list, body: onItem(filter), type: list.type, start, end }
}

/** An expression over a record as one over the item of the outermost loop. */
function onItem(node: CheckedNode): CheckedNode {
  if (node.kind === 'variable' && node.name === 'record') {
    const { type, start, end } = node
    return { kind: 'local', slot: 0, type, start, end }
  }
  if (node.kind === 'local') return { ...node, slot: node.slot + 1 }
  const inner = mapInner(node, onItem)
  return inner.kind === 'loop' ? { ...inner, slot: inner.slot + 1 } : inner
}
