import type { ProblemText } from './expression-problem.ts'

/** Why a text is no pattern. */
export class PatternFault extends Error {
  readonly problem: ProblemText

  constructor(problem: ProblemText) {
    super(problem.en)
    this.problem = problem
  }
}
