import type { ProblemText } from '@tenon/sdk/expression/expression-problem'

/** Why a part of an expression cannot be worked out by the database; never leaves this folder. */
export class SqlRefusal extends Error {
  readonly reason: ProblemText

  constructor(reason: ProblemText) {
    super(reason.en)
    this.reason = reason
  }
}
