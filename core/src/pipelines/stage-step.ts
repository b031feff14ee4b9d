import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { CompiledEntity, CompiledPipeline } from '../model/compiled-model.ts'
import type { StageChange } from '../records/stage-change.ts'

/** A move with the parts of the model that it is about. */
export interface StageStep {
  readonly change: StageChange
  /** Where the record goes. */
  readonly pipeline: CompiledPipeline
  readonly to: StageSchema
  /** Where it comes from; null for a new record, and for one whose stage a later model has dropped. */
  readonly from: { readonly pipeline: CompiledPipeline; readonly stage: StageSchema } | null
  /** Whether both are in one pipeline, so that the stages' order and transitions say something about the move. */
  readonly isWithin: boolean
}

/** Null where the pipeline has no such stage. */
export function stageStep(entity: CompiledEntity, change: StageChange): StageStep | null {
  const pipelineOf = (name: string | undefined) => entity.pipelines.find((candidate) => candidate.name === name)
  const pipeline = pipelineOf(change.pipeline)
  const to = pipeline?.stages.get(change.stage)
  if (pipeline === undefined || to === undefined) return null
  const left = pipelineOf(change.from?.pipeline)
  const stage = left?.stages.get(change.from?.stage ?? '')
  const from = left === undefined || stage === undefined ? null : { pipeline: left, stage }
  return { change, pipeline, to, from, isWithin: from?.pipeline === pipeline }
}

/** Position of a stage in its pipeline. */
export function indexOfStage({ schema }: CompiledPipeline, { name }: StageSchema): number {
  return schema.stages.findIndex((stage) => stage.name === name)
}
