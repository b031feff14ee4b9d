import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'

/** A record that is to enter a stage: a new one, or one that comes from another stage. */
export interface StageChange {
  pipeline: string
  stage: string
  /** Where it comes from; null for a new record. */
  from: { pipeline: string; stage: string } | null
  record: HookRecord
}

/**
 * Checks transitions, required fields and guards; one answer per change, in order: null, or why it is refused.
 * `pipelines` is above `records` in the order of layers, so it is handed in.
 */
export type CheckStageChanges = (
  ctx: RequestContext,
  input: { entity: CompiledEntity; changes: StageChange[] },
) => Promise<Array<TenonError | null>>
