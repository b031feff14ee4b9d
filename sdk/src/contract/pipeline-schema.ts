import type { Hue } from './field-type.ts'
import type { LocalizedText } from './locale.ts'

export type StageCategory = 'open' | 'won' | 'lost'

/** A named condition to enter or leave a stage. Its code is the hook of the same name in the plugin's `guards`. */
export interface GuardDeclaration {
  name: string
  label: LocalizedText
}

export interface StageSchema {
  /** Stored in records; never changes. */
  name: string
  label: LocalizedText
  category: StageCategory
  hue?: Hue
  /** Chance of winning in percent, 0–100. */
  probability?: number
  /** Days after which a record in this stage is stale. */
  rottingDays?: number
  entry?: { requiredFields?: string[]; guards?: GuardDeclaration[] }
  exit?: { requiredFields?: string[]; guards?: GuardDeclaration[] }
  /** Stages that may follow. Missing: all others. */
  transitions?: string[]
}

/** `pipelines/<name>.pipeline.json`: the stages that records of one entity go through, in their order. */
export interface PipelineSchema {
  $schema?: string
  name: string
  entity: string
  label: LocalizedText
  /** Where a new record starts when none is given. Default: the first stage. */
  initialStage?: string
  stages: StageSchema[]
  /** The `money` field summed per stage on boards. */
  amountField?: string
  /** The `date` field in which a close is expected. */
  closeDateField?: string
  /** Fields on a board's card below the title; two at most are shown. */
  cardFields?: string[]
}
