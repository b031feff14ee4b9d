import type { CheckedNode, CheckedNodeOf } from './checked-node.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import type { FoundProblem } from './expression-problem.ts'
import { childNodes } from './node-count.ts'

/**
 * How long the numbers of an expression can become, in numbers that are multiplied with one another. Sums hardly
 * grow; a product is as long as its factors together, and a loop over products could double it at every step.
 */
export function findTooLongProduct(root: CheckedNode): FoundProblem | null {
  const found: { node: CheckedNode | null } = { node: null }
  weigh(root, { items: [], found })
  if (found.node === null) return null
  const { start, end } = found.node
  const { factors } = EXPRESSION_LIMITS
  return {
    start,
    end,
    rule: 'numberTooLong',
    message: {
      en: `more than ${factors} numbers are multiplied with one another here; round in between with a field of its own`,
      'zh-CN': `此处相乘的数超过 ${factors} 个；请用单独的字段保存中间结果`,
    },
  }
}

interface Weighing {
  /** Of the items that the loops stand at. */
  items: readonly number[]
  found: { node: CheckedNode | null }
}

function weigh(node: CheckedNode, weighing: Weighing): number {
  const weight = weightOf(node, weighing)
  if (weight > EXPRESSION_LIMITS.factors) weighing.found.node ??= node
  return weight
}

function weightOf(node: CheckedNode, weighing: Weighing): number {
  if (node.kind === 'local') return weighing.items[node.slot] ?? 1
  if (node.kind === 'loop') return weighLoop(node, weighing)
  const weights = childNodes(node).map((child) => weigh(child, weighing))
  const largest = Math.max(1, ...weights)
  switch (node.kind) {
    case 'call':
      return weighCall(node, weights)
    case 'conditional':
    case 'convert':
    case 'list':
      return largest
    default:
      return 1
  }
}

function weighLoop({ loop, slot, list, body }: CheckedNodeOf<'loop'>, weighing: Weighing): number {
  const item = weigh(list, weighing)
  const inner = weigh(body, { ...weighing, items: [...weighing.items.slice(0, slot), item] })
  return loop === 'map' ? inner : item
}

const NUMBERS = new Set(['int', 'decimal', 'money', 'double'])

function weighCall({ signature, type }: CheckedNodeOf<'call'>, weights: readonly number[]): number {
  if (/ [*/] /.test(signature)) return weights.reduce((sum, weight) => sum + weight, 0)
  if (/\.(sum|avg)\(/.test(signature)) return Math.max(...weights) + 1
  const isNumber = NUMBERS.has(type.kind === 'list' ? type.of.kind : type.kind)
  return isNumber && !/\((string|dyn)\)/.test(signature) ? Math.max(1, ...weights) : 1
}
