import type { MoveStageInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'

/** A move that the pipeline does not allow as it is, and what stands in its way. */
export interface MoveQuestion {
  move: MoveStageInput
  refusal: TenonError
}

/** What became of it: the moved record, a request for approval, or nothing. */
export type MoveAnswer = { kind: 'moved'; record: TenonRecord } | { kind: 'asked' } | { kind: 'left' }
