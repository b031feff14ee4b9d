import type { CheckedNode } from './checked-node.ts'

type NodeMap = (node: CheckedNode) => CheckedNode

/** The same node, its direct parts replaced. */
export function mapInner(node: CheckedNode, map: NodeMap): CheckedNode {
  switch (node.kind) {
    case 'field':
    case 'member':
      return { ...node, target: map(node.target) }
    case 'call':
      return { ...node, arguments: node.arguments.map(map) }
    case 'not':
    case 'isNull':
    case 'convert':
      return { ...node, operand: map(node.operand) }
    case 'and':
    case 'or':
    case 'compare':
    case 'same':
      return { ...node, left: map(node.left), right: map(node.right) }
    case 'conditional':
      return { ...node, condition: map(node.condition), whenTrue: map(node.whenTrue), whenFalse: map(node.whenFalse) }
    case 'in':
      return { ...node, item: map(node.item), list: map(node.list) }
    case 'list':
      return { ...node, items: node.items.map(map) }
    case 'loop':
      return { ...node, list: map(node.list), body: map(node.body) }
    default:
      return node
  }
}

/** The direct parts of a node, in the order of the text. */
export function innerNodes(node: CheckedNode): CheckedNode[] {
  const found: CheckedNode[] = []
  mapInner(node, (inner) => {
    found.push(inner)
    return inner
  })
  return found
}
