import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import type { PluginProblem } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'

/** The same problems, with the line of each in its JSON file where that can be told. */
export async function withLines<T extends Pick<PluginProblem, 'file' | 'pointer' | 'line'>>(
  source: PluginSource,
  problems: T[],
): Promise<T[]> {
  const texts = new Map<string, string | null>()
  for (const file of new Set(problems.map((problem) => problem.file))) {
    const read = file.endsWith('.json') ? await source.read(file) : null
    texts.set(file, read !== null && 'text' in read ? read.text : null)
  }
  return problems.map((problem) => {
    const text = texts.get(problem.file) ?? null
    const line = problem.line ?? (text === null ? null : lineOf(text, problem.pointer))
    return line === null ? problem : { ...problem, line }
  })
}

/** Line of what a JSON Pointer points at, or of the nearest part around it that there is. */
function lineOf(text: string, pointer: string): number | null {
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
