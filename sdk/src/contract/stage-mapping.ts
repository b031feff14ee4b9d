import type { LocalizedText } from './locale.ts'
import type { StageCategory } from './pipeline-schema.ts'

/** A stage of a pipeline, both by their keys. */
export interface StagePlace {
  pipeline: string
  stage: string
}

/** Where the records of a stage go that a publish takes away; null: out of any pipeline. */
export interface StageMapping extends StagePlace {
  entity: string
  to: StagePlace | null
}

/** What an admin answers to a plan that takes stages away or brings some back. */
export interface StageAnswer {
  /** One for each of the plan's `stages.stranded`; CONSENT_REQUIRED without it. */
  mapping?: StageMapping[]
  /** Records that an earlier publish moved out of a stage that comes back return to it, unless they went on since. */
  bringBack?: boolean
}

/** A stage with its name in words. */
export interface NamedStage extends StagePlace {
  pipelineLabel: LocalizedText
  stageLabel: LocalizedText
}

export interface StageTarget extends NamedStage {
  category: StageCategory
}

interface StageRecords extends NamedStage {
  entity: string
  entityLabel: LocalizedText
  /** Records in it; those that are deleted and could be restored are counted apart. */
  live: number
  deleted: number
}

/** Records whose stage the model does not have any more. */
export interface StrandedRecords extends StageRecords {
  /** The publish takes the stage away, or it is gone since before. */
  reason: 'removed' | 'missing'
  /** Those among them that return to another stage where `bringBack` is asked for. */
  returning: number
  /** Where they can go. */
  targets: StageTarget[]
  /** The entity keeps no pipeline: its records can only leave. */
  mayLeave: boolean
}

/** What a plan means for the stages that records are in. */
export interface PlannedStages {
  stranded: StrandedRecords[]
  /** Stages that come back, with the records that would return to them. */
  returning: StageRecords[]
}

export type ReturningRecords = PlannedStages['returning'][number]
