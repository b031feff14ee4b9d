import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'

/** One thing that is wrong with a schema, where and why. */
export interface ModelProblem {
  /** RFC 6901 pointer into the part that was checked. */
  pointer: string
  rule: string
  problem: LocalizedText
  /** Of an expression: offsets of the part of its text that is meant. */
  range?: { start: number; end: number }
}

/** One step of a JSON Pointer. */
export function pointerStep(name: string | number): string {
  return `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** The same problems, seen from the whole that the part lies in. */
export function within(pointer: string, problems: ModelProblem[]): ModelProblem[] {
  return problems.map((problem) => ({ ...problem, pointer: pointer + problem.pointer }))
}

/** As clients get it. */
export function toProblem({ pointer, rule, problem, range }: ModelProblem, locale: Locale): Problem {
  return { pointer, rule, message: textIn(problem, locale), ...(range !== undefined && { range }) }
}
