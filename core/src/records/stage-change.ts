import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { MoveOverride, PassedRules } from '@tenon/sdk/contract/stage-moves'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'

/** A record that is to enter a stage: a new one, or one that comes from another stage. */
export interface StageChange {
  pipeline: string
  stage: string
  /** Where it comes from; null for a new record. */
  from: { pipeline: string; stage: string } | null
  record: HookRecord
  /** The whole record before the change, common fields among it; null for a new one. */
  before: JsonObject | null
}

/** What others have agreed to, so that a move may be made. Only an approval makes one: see `AGREED`. */
export interface AgreedMove {
  /** Id of the request. */
  approval: string
  /** Names of the rules about transitions that are agreed to. */
  rules: readonly string[]
  /** Who has agreed, such as `user:0190…`. */
  by: readonly string[]
  /** Closes the request in the transaction that makes the move. @throws TenonError CONFLICT where it is open no more */
  settle(trx: Queryable): Promise<void>
}

/** Under which an update carries an agreement. A symbol, so that nothing that comes as JSON can bring one along. */
export const AGREED: unique symbol = Symbol('agreed')

/** What lets a move through besides the rules themselves. */
export interface MoveLeave {
  override?: MoveOverride | undefined
  agreed?: AgreedMove | undefined
}

export interface StageVerdict {
  /** Why the change is refused; null where it is not. */
  refusal: TenonError | null
  /** What an override passed over. */
  passed: PassedRules | null
}

/**
 * Checks everything that a pipeline asks of a move; one verdict per change, in order. `pipelines` is above `records` in
 * the order of layers, so it is handed in.
 */
export type CheckStageChanges = (
  scope: RecordScope,
  input: { changes: StageChange[]; leave: MoveLeave },
) => Promise<StageVerdict[]>
