import type { FieldResult, FieldSchema } from '../contract/entity-schema.ts'
import type { CheckedExpression } from './check-expression.ts'
import type { DerivationProblem, Derived, FieldPlace } from './derivation.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import type { ExpressionModel } from './expression-model.ts'
import type { ExpressionProblem } from './expression-problem.ts'

/** What the derivation of one field works on. */
export interface Deriving extends FieldPlace {
  readonly model: ExpressionModel
  readonly schema: FieldSchema
  /** For expressions over the records of an entity. */
  environment(entity: string): ExpressionEnvironment
  /** What is known of another derived field. */
  result(place: FieldPlace): FieldResult | undefined
  done(input: DoneInput): Derived
  /** Without a problem where a field that this one uses has one. */
  failed(...problems: ReadonlyArray<Omit<DerivationProblem, 'entity' | 'field'>>): Derived
}

interface DoneInput {
  expression: CheckedExpression
  result: FieldResult
  uses: readonly FieldPlace[]
  isOwnRow: boolean
  path?: readonly string[]
}

/** What a problem of an expression says, and where. */
export function located({ rule, message, suggestion, start, end, line, column }: ExpressionProblem) {
  return { rule, message, place: { start, end, line, column }, ...(suggestion !== undefined && { suggestion }) }
}

export function missing(keyword: string) {
  return { pointer: '', rule: 'required', message: { en: `'${keyword}' is missing`, 'zh-CN': `缺少 '${keyword}'` } }
}
