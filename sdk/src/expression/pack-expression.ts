import type { JsonObject, JsonValue } from '../contract/json-value.ts'
import type { CheckedExpression } from './check-expression.ts'
import { decimalText } from './decimal.ts'
import type { Value } from './value.ts'

/** Changes whenever checked expressions get another shape: a browser may hold an older evaluator than the server. */
export const PACKED_FORMAT = 1

/**
 * A checked expression as JSON. Whoever only evaluates, such as a form, needs neither the model nor the parser and
 * the checker: `unpackExpression` and `evaluateExpression` are enough.
 */
export function packExpression({ text, type, root }: CheckedExpression): JsonObject {
  return { format: PACKED_FORMAT, text, type: packed(type), root: packed(root) }
}

function packed(part: unknown): JsonValue {
  if (Array.isArray(part)) return part.map(packed)
  if (typeof part !== 'object' || part === null) return part as JsonValue
  const entries = Object.entries(part)
  return Object.fromEntries(entries.map(([key, value]) => [key, key === 'value' ? packedValue(value) : packed(value)]))
}

/** What JSON has no form for is named by its kind. */
function packedValue(value: Value): JsonValue {
  if (typeof value === 'bigint') return { int: String(value) }
  if (typeof value !== 'object' || value === null) return value as JsonValue
  if ('program' in value && 'source' in value) return { pattern: value.source as string }
  if ('digits' in value && 'scale' in value) return { decimal: decimalText(value as Parameters<typeof decimalText>[0]) }
  throw new Error('A constant of a checked expression is a text, number, yes/no, time or pattern.')
}
