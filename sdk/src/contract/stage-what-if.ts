import type { LocalizedText } from './locale.ts'
import type { NamedStage } from './stage-mapping.ts'

export type WhatIfKind =
  | 'entryFields'
  | 'exitFields'
  | 'entryCondition'
  | 'exitCondition'
  | 'wipLimit'
  | 'transitions'
  | 'slaHours'
  | 'rottingDays'

/** A new or stricter rule of a stage, and the records that are in it now: they stay, but would not pass it. */
export interface StageWhatIf extends NamedStage {
  /** Position of the plan's step. */
  step: number
  kind: WhatIfKind
  entity: string
  /** The rule in words. */
  text: LocalizedText
  /** Live records in the stage. */
  records: number
  /** Those among them that do not keep to the rule; null where that cannot be counted. */
  failing: number | null
  /** Why not. */
  reason: LocalizedText | null
  /** Up to 20 of those. */
  samples: Array<{ id: string; title: string | null }>
}
