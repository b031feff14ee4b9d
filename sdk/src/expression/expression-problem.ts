import type { LocalizedText } from '../contract/locale.ts'

/** Offsets into the expression's text, in UTF-16 units as editors count them; `end` is the first one behind. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** One thing that is wrong with an expression, and where. */
export interface ExpressionProblem extends TextRange {
  /** The rule, such as `unknownName` or `wrongType`. */
  readonly rule: string
  readonly message: { readonly en: string; readonly 'zh-CN': string }
  /** Of `start`, from 1; columns count characters. */
  readonly line: number
  readonly column: number
  /** The known name that was probably meant. */
  readonly suggestion?: string
}

export type ProblemText = Required<LocalizedText>

/** A problem without line and column: the parts that find one know offsets only. */
export interface FoundProblem extends TextRange {
  readonly rule: string
  readonly message: ProblemText
  readonly suggestion?: string
}

/** Thrown where nothing can go on after the first problem; never leaves the functions that parse. */
export class SyntaxFault extends Error {
  readonly problem: FoundProblem

  constructor(problem: FoundProblem) {
    super(problem.message.en)
    this.problem = problem
  }
}

/** Adds line and column. */
export function placeProblem(text: string, problem: FoundProblem): ExpressionProblem {
  const before = text.slice(0, problem.start).split('\n')
  const column = [...(before.at(-1) ?? '')].length + 1
  return { ...problem, line: before.length, column }
}
