import type { FieldResult } from '../contract/entity-schema.ts'
import type { CheckedExpression } from './check-expression.ts'
import type { ProblemText } from './expression-problem.ts'

export interface FieldPlace {
  readonly entity: string
  readonly field: string
}

/** How a derived field is worked out. */
export interface Derivation extends FieldPlace {
  /** Over the record. The child records of a rollup are a field called `<entity>.<reference>`. */
  readonly expression: CheckedExpression
  readonly result: FieldResult
  /** Fields that it reads, of whichever entity; derived ones among them stand for what those read. */
  readonly uses: readonly FieldPlace[]
  /** Whether the record itself says all that is needed; otherwise other records' changes change it, too. */
  readonly isOwnRow: boolean
  /** Of a lookup: the references to follow, then the field. */
  readonly path?: readonly string[]
}

/** What is wrong with a derived field. */
export interface DerivationProblem extends FieldPlace {
  /** Below the field: `/formula`, `/rollup/filter`, `/lookup`. */
  readonly pointer: string
  readonly rule: string
  readonly message: ProblemText
  /** Of an expression: offsets of the part that is meant, and line and column of its beginning, from 1. */
  readonly place?: { readonly start: number; readonly end: number; readonly line: number; readonly column: number }
  readonly suggestion?: string
}

export type Derived =
  | { readonly ok: true; readonly derivation: Derivation }
  | { readonly ok: false; readonly problems: readonly DerivationProblem[] }
