import type { Hue } from './field-type.ts'
import type { LocalizedText } from './locale.ts'

export type StageCategory = 'open' | 'won' | 'lost'

/**
 * A named condition to enter or leave a stage: an expression, or without `condition` the hook of the same name in the
 * plugin's `guards`.
 */
export interface GuardDeclaration {
  name: string
  label: LocalizedText
  /** Expression over the record as it would be stored; `old` is the record before, of a new one nothing but nulls. */
  condition?: string
  /** What a refusal says. Missing: the label. */
  message?: LocalizedText
  /** Fields that a refusal leads to. Missing: those of the record that the condition names. */
  fields?: string[]
}

export interface StageGate {
  requiredFields?: string[]
  guards?: GuardDeclaration[]
}

/** A record that is created when another enters a stage, such as a task. */
export interface StageRecord {
  name: string
  label: LocalizedText
  entity: string
  /** Field of the new record → expression over the record that entered the stage. */
  values: Record<string, string>
}

export interface StageEntry extends StageGate {
  creates?: StageRecord[]
}

export interface StageSchema {
  /** Stored in records; never changes. */
  name: string
  label: LocalizedText
  category: StageCategory
  hue?: Hue
  /** Chance of winning in percent, 0–100. */
  probability?: number
  /** Days after which a record in this stage is stale; working days where the pipeline has a calendar. */
  rottingDays?: number
  /** Hours within which a record has to leave this stage; working hours where the pipeline has a calendar. */
  slaHours?: number
  /** How many records may be in this stage at once. */
  wipLimit?: number
  entry?: StageEntry
  exit?: StageGate
  /** Stages that may follow. Missing: all others. */
  transitions?: string[]
}

/** Who has to agree to a move. Whoever may agree may also make it. */
export interface TransitionApproval {
  /** The manager of the record's owner. */
  manager?: boolean
  /** Anybody with one of these roles. */
  roles?: string[]
}

/** What certain moves ask for beyond the stages' own conditions. All rules that a move falls under count. */
export interface TransitionRule {
  name: string
  label: LocalizedText
  /** Missing: from any stage. */
  from?: string[]
  /** Missing: to any stage. */
  to?: string[]
  /** One of these roles is needed. */
  roles?: string[]
  approval?: TransitionApproval
}

/** Whether and how a record comes from a stage of category `won` or `lost` back to an open one. */
export interface ReopeningRule {
  /** Default: yes. */
  allowed?: boolean
  /** Open stages in which it can begin again. Missing: all that the closed stage's transitions allow. */
  to?: string[]
  /** Days after the closing in which it is possible. */
  withinDays?: number
  roles?: string[]
}

/** Fields that say why a record was lost: asked for when it enters a stage of category `lost`, emptied when it is reopened. */
export interface LossReason {
  /** A `choice` field. */
  field: string
  /** A `text` or `longText` field for what there is to say about it. */
  textField?: string
  /** Options with which the text is needed. */
  textRequiredFor?: string[]
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
  /** Whether open stages may be passed over on the way forward, in the stages' order. Default: yes. */
  skipping?: boolean
  /** Whether a record may go from an open stage to an earlier one. Default: yes. */
  goingBack?: boolean
  reopening?: ReopeningRule
  transitionRules?: TransitionRule[]
  lossReason?: LossReason
  /** Name of the tenant's working calendar in which `slaHours` and `rottingDays` count. Missing: around the clock. */
  calendar?: string
  /** The `money` field summed per stage on boards. */
  amountField?: string
  /** The `date` field in which a close is expected. */
  closeDateField?: string
  /** Fields on a board's card below the title; two at most are shown. */
  cardFields?: string[]
}
