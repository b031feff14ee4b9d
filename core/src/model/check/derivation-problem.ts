import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { type ModelProblem, pointerStep } from './model-problem.ts'
import { placedProblem } from './placed-problem.ts'

/** A mistake in an expression of a field as a problem of the model. */
export function derivationProblem({ entity, field, pointer, rule, message, place }: DerivationProblem): ModelProblem {
  const whole = `/entities${pointerStep(entity)}/properties${pointerStep(field)}${pointer}`
  if (place === undefined) return { pointer: whole, rule, problem: message }
  return placedProblem(whole, { rule, message, ...place })
}
