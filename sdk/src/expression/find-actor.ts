import type { CheckedNode } from './checked-node.ts'
import { innerNodes } from './inner-nodes.ts'

/** The first part that speaks of who acts; null where none does. */
export function findActor(node: CheckedNode): CheckedNode | null {
  if (node.kind === 'actorField' || (node.kind === 'variable' && node.name === 'actor')) return node
  for (const inner of innerNodes(node)) {
    const found = findActor(inner)
    if (found !== null) return found
  }
  return null
}
