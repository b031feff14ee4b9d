import type { JsonObject, JsonValue } from '../contract/json-value.ts'
import { TenonError } from '../contract/tenon-error.ts'
import type { CheckedNode } from './checked-node.ts'
import { parseDecimal } from './decimal.ts'
import type { EvaluableExpression } from './evaluate-expression.ts'
import type { ExpressionType } from './expression-type.ts'
import { PACKED_FORMAT } from './pack-expression.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Value } from './value.ts'

/**
 * Reads what `packExpression` wrote, from one's own server: it was checked there and is not checked again.
 * @throws TenonError UNAVAILABLE where the two are of different versions, so that the page has to be loaded anew
 */
export function unpackExpression(json: JsonObject): EvaluableExpression {
  if (json['format'] !== PACKED_FORMAT) {
    throw new TenonError({
      code: 'UNAVAILABLE',
      message: `This page evaluates expressions of format ${PACKED_FORMAT}, but the server sent '${json['format']}': load the page again.`,
    })
  }
  return Object.freeze({ type: json['type'] as ExpressionType, root: unpacked(json['root'] ?? null) as CheckedNode })
}

function unpacked(part: JsonValue): unknown {
  if (Array.isArray(part)) return part.map(unpacked)
  if (typeof part !== 'object' || part === null) return part
  const entries = Object.entries(part).map(([key, value]) => [
    key,
    key === 'value' ? unpackedValue(value) : unpacked(value),
  ])
  return Object.fromEntries(entries)
}

function unpackedValue(value: JsonValue): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { int, decimal, pattern } = value
  if (typeof int === 'string') return BigInt(int)
  if (typeof decimal === 'string') return parseDecimal(decimal)
  return typeof pattern === 'string' ? parsePattern(pattern) : null
}
