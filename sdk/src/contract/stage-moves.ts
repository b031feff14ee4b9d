import type { Approver } from './approver.ts'
import type { Problem } from './tenon-error.ts'

/**
 * What of a pipeline can stand in the way of a move: the `rule` of each problem of a TRANSITION_REFUSED, whichever way
 * the move was asked for. `pointer` is `/stage`, or the field to fill in; `guard` names the guard, or the rule about
 * transitions, by its name in the pipeline.
 *
 * - `transition`: the stage may not follow the present one
 * - `skipping`: open stages would be passed over
 * - `goingBack`: an earlier open stage
 * - `reopening`: a closed record may not be opened again: not at all, not there, not any more, not by the actor
 * - `role`: another role is needed
 * - `approval`: somebody has to agree; `approvers` says who can, and `approvals.request` asks them
 * - `stageRequired`: a field is empty that the stage that is left or entered asks for
 * - `condition`: a guard's condition does not hold; one problem per field that would mend it, or one at `/stage`
 * - `lossReason`: the reason for losing is missing, or the text that it needs
 * - `wipLimit`: the stage is full
 *
 * A guard that is code refuses with problems of its own, and the error's `guard` names it.
 */
export const MOVE_RULES = [
  'transition',
  'skipping',
  'goingBack',
  'reopening',
  'role',
  'approval',
  'stageRequired',
  'condition',
  'lossReason',
  'wipLimit',
] as const
export type MoveRule = (typeof MOVE_RULES)[number]

/** Passes over the rules of pipelines, never over access rights and the schema's own validation. */
export interface MoveOverride {
  /** Why, 3–500 characters; kept in the audit trail and in the stage history with what was passed over. */
  reason: string
}

/** What a write with an override passed over. */
export interface PassedRules {
  reason: string
  /** A `rule` as in problems; of code that was not asked, `guard`. */
  rules: Array<{ rule: MoveRule | 'guard'; guard?: string; message: string }>
}

export interface RecordMovesInput {
  entity: string
  id: string
}

/** Where a record can go in its pipeline, for boards and forms to lead there. */
export interface RecordMoves {
  /** Null of a record that is in no pipeline. */
  pipeline: string | null
  stage: string | null
  /** Version of the record that this holds for. */
  version: number
  /** Whether the actor may pass over the pipeline's rules with a reason. */
  mayOverride: boolean
  /** All other stages of the pipeline in their order; empty for a record that is in none. */
  moves: StageMove[]
}

export interface StageMove {
  stage: string
  /** Whether nothing is known that stands in the way. Guards that are code are asked only at the move. */
  allowed: boolean
  /** What stands in the way, as a move would be refused with; `access` among the rules where the actor may not change the record. */
  problems: Problem[]
  /** Fields among the problems, in their order: filled in along with the move, they may be all that is needed. */
  fields: string[]
  /** Guards whose code is asked at the move. */
  guards: Array<{ name: string; label: string }>
  /** Whether an approval is all that is missing, or would be with `fields` filled in. */
  needsApproval: boolean
  /** Who can agree, where the move needs it; empty where nobody can. */
  approvers: Approver[]
  /** The request for it that is open. */
  approval: string | null
}
