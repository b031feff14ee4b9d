import type { RecordMoves } from '@tenon/sdk/contract/stage-moves'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { NameBook } from '../../model/names/name-book.ts'
import type { Naming } from './with-names.ts'

/** Where a record can go, stages and fields by their names. */
export function namedMoves(answer: RecordMoves, { entity, book }: Naming): RecordMoves {
  const { pipeline } = answer
  const stage = (key: string) => (pipeline === null ? key : book.names.stage(pipeline, key))
  return {
    ...answer,
    stage: answer.stage === null ? null : stage(answer.stage),
    moves: answer.moves.map((move) => ({
      ...move,
      stage: stage(move.stage),
      problems: move.problems.map((problem) => namedProblem(problem, book, entity)),
      fields: move.fields.map((field) => book.names.field(entity, field)),
    })),
  }
}

/** A problem of an answer: what an error's has done to it by `withNames`. */
export function namedProblem(problem: Problem, { names }: NameBook, entity: string): Problem {
  const [root, first, ...rest] = problem.pointer.split('/')
  if (first === undefined) return problem
  return { ...problem, pointer: [root, names.field(entity, first), ...rest].join('/') }
}
