import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'

/** Line of what a JSON Pointer points at, or of the nearest part around it that there is. */
export function pointerLine(text: string, pointer: string): number | null {
  const root = parseTree(text)
  if (root === undefined) return null
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let length = steps.length; length > 0; length--) {
    const node = nodeAt(root, steps.slice(0, length))
    // A property begins with its name, an item of a list with its value.
    if (node !== undefined) return lineAt(text, (node.parent?.type === 'property' ? node.parent : node).offset)
  }
  return lineAt(text, root.offset)
}

function nodeAt(root: Node, steps: string[]): Node | undefined {
  let node: Node | undefined = root
  for (const step of steps) {
    if (node === undefined) return undefined
    node = findNodeAtLocation(node, [node.type === 'array' ? Number(step) : step])
  }
  return node
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
