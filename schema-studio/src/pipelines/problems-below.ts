import type { Problem, TenonError } from '@tenon/sdk/contract/tenon-error'

/** Problems of a pipeline of the draft, with pointers below it. */
export function problemsBelow({ problems }: Pick<TenonError, 'problems'>, pipeline: string): Problem[] {
  const prefix = `/pipelines/${pipeline}`
  return problems.flatMap((problem) =>
    problem.pointer.startsWith(prefix) ? [{ ...problem, pointer: problem.pointer.slice(prefix.length) }] : [],
  )
}
