import type { LocalizedText } from './locale.ts'
import type { StageCategory } from './pipeline-schema.ts'

/** The stays of a record in stages, the present one first; of a deleted record too. */
export interface StageHistory {
  /** At most the last 500. */
  stays: StageStayEntry[]
  /** Time in each stage over all its stays, in the order in which they were first entered. */
  totals: StageTotal[]
}

export interface StagePlace {
  pipeline: string
  /** Names as they are called today; the stored ones where the pipeline or stage is no more. */
  pipelineLabel: LocalizedText
  stage: string
  stageLabel: LocalizedText
  /** Null for a stage that is no more. */
  category: StageCategory | null
}

export interface StageStayEntry extends StagePlace {
  /** UUID. */
  id: string
  enteredAt: string
  /** Null for the present stay. */
  leftAt: string | null
  /** By the clock, up to now for the present stay; null where it is not known. */
  elapsedSeconds: number | null
  /** Of it, by the pipeline's working calendar, or `default`; null where it was not kept yet. */
  workingSeconds: number | null
  /** Who moved it in, as in `createdBy`. */
  actor: string
  actorName: string
  /** Why rules of the pipeline were passed over on entering. */
  overrideReason: string | null
  /** Names of those who had agreed to the entering. */
  approvedBy: string[]
  /** Of the present stay; null for those before. */
  dueAt: string | null
  staleAt: string | null
}

export interface StageTotal extends StagePlace {
  stays: number
  elapsedSeconds: number
  workingSeconds: number
}
