import type { CheckedNode } from './checked-node.ts'
import { type Decimal, decimalText, fromInteger } from './decimal.ts'
import type { ExpressionType } from './expression-type.ts'
import { typeName } from './expression-type.ts'
import type { Value } from './value.ts'

/**
 * The node read as a type that it can be converted to. Constants are converted on the spot; what can only be null
 * becomes the null of that type.
 */
export function convertNode(node: CheckedNode, type: ExpressionType): CheckedNode {
  const { start, end } = node
  if (node.type.kind === 'null' && type.kind !== 'null') return { kind: 'constant', value: null, type, start, end }
  if (!needsConversion(node.type, type)) return node
  if (node.kind === 'constant') return { ...node, type, value: convertNumber(node.value, node.type, type) }
  if (node.kind === 'list' && type.kind === 'list') {
    return { ...node, type, items: node.items.map((item) => convertNode(item, type.of)) }
  }
  return { kind: 'convert', type, operand: node, start, end }
}

/** A choice is stored as the text it is. */
function needsConversion(from: ExpressionType, to: ExpressionType): boolean {
  if (from.kind === 'unknown' || to.kind === 'unknown') return false
  if (from.kind === 'list' && to.kind === 'list') return needsConversion(from.of, to.of)
  if (from.kind !== 'null' && (to.kind === 'string' || to.kind === 'choice' || to.kind === 'record')) return false
  return typeName(from) !== typeName(to)
}

/** A number that is not null, read as a wider type. */
export function convertNumber(value: Value, from: ExpressionType, to: ExpressionType): Value {
  if (from.kind === to.kind || value === null) return value
  const decimal = from.kind === 'int' ? fromInteger(value as bigint) : (value as Decimal)
  return to.kind === 'double' ? Number(decimalText(decimal)) : decimal
}
