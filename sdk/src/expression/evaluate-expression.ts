import type { JsonValue } from '../contract/json-value.ts'
import type { CheckedNode } from './checked-node.ts'
import { compileNode } from './compile-node.ts'
import { type Evaluate, startEvaluation } from './evaluation.ts'
import type { ExpressionContext } from './expression-context.ts'
import type { ExpressionType } from './expression-type.ts'
import type { RecordValue } from './value.ts'
import { writeValue } from './write-value.ts'

/** The part of a checked expression that its evaluation needs. */
export interface EvaluableExpression {
  readonly type: ExpressionType
  readonly root: CheckedNode
}

/** What an expression is evaluated on: records as the API gives them, with `$expanded` for those of others. */
export interface EvaluationRecords {
  /** Null for an expression that stands on no record. */
  readonly record: RecordValue | null
  /** The values before a change; null or missing for a new record. */
  readonly old?: RecordValue | null
}

const compiled = new WeakMap<EvaluableExpression, Evaluate>()

function evaluateOf(expression: EvaluableExpression): Evaluate {
  const known = compiled.get(expression)
  if (known !== undefined) return known
  const evaluate = compileNode(expression.root)
  compiled.set(expression, evaluate)
  return evaluate
}

/**
 * The value of an expression, as the API gives values of its type. Data never makes it fail: what cannot be worked
 * out is null.
 * @throws TenonError VALIDATION_FAILED where a limit is reached, INTERNAL where a record was not loaded
 */
export function evaluateExpression(
  expression: EvaluableExpression,
  records: EvaluationRecords,
  context: ExpressionContext,
): JsonValue {
  return writeValue(evaluateOf(expression)(startEvaluation(records, context)), expression.type)
}

/** Whether a condition holds; null counts as no. @throws TenonError as `evaluateExpression` */
export function evaluateCondition(
  expression: EvaluableExpression,
  records: EvaluationRecords,
  context: ExpressionContext,
): boolean {
  return evaluateOf(expression)(startEvaluation(records, context)) === true
}
