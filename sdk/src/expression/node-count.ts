import type { CheckedNode } from './checked-node.ts'

/** The parts that a node is made of. */
export function childNodes(node: CheckedNode): readonly CheckedNode[] {
  switch (node.kind) {
    case 'field':
    case 'member':
      return [node.target]
    case 'call':
      return node.arguments
    case 'not':
    case 'isNull':
    case 'convert':
      return [node.operand]
    case 'and':
    case 'or':
    case 'compare':
    case 'same':
      return [node.left, node.right]
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse]
    case 'in':
      return [node.item, node.list]
    case 'list':
      return node.items
    case 'loop':
      return [node.list, node.body]
    default:
      return []
  }
}

export function nodeCount(node: CheckedNode): number {
  return childNodes(node).reduce((sum, child) => sum + nodeCount(child), 1)
}
