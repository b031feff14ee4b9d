import type { PlannedStatement, PlanPhase } from './planned-statement.ts'
import type { PlannedStep } from './planned-step.ts'

const PHASES: readonly PlanPhase[] = ['expand', 'online', 'final']

/** The order in which statements run, across all steps of a plan. */
export function inOrder(statements: readonly PlannedStatement[]): PlannedStatement[] {
  return [...statements].sort(
    (one, other) => PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase) || one.rank - other.rank,
  )
}

/** All statements of a plan in their order; one that two steps tell of runs once. */
export function statementsOf(steps: readonly PlannedStep[]): PlannedStatement[] {
  return inOrder([...new Set(steps.flatMap((step) => step.statements))])
}
