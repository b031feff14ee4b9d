import type { Evaluation } from './evaluation.ts'
import type { Signature } from './signatures.ts'
import type { Value } from './value.ts'

/** What a function does with values of its signature's types, none of which is null. */
export type Implementation = (values: never, evaluation: Evaluation) => Value

export type Implementations = Partial<Record<Signature, Implementation>>
