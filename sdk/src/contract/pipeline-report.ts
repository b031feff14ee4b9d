import type { LocalizedText } from './locale.ts'
import type { StageCategory } from './pipeline-schema.ts'
import type { RecordFilter } from './query.ts'

export interface PipelineReportInput {
  entity: string
  pipeline: string
  /** First and last day of the period, such as `2026-01-01`, in the tenant's zone; five years at most. */
  from: string
  to: string
  /** Only records that it selects. */
  where?: RecordFilter
}

/** Days in a stage up to which a record belongs to an age group; the last group is beyond all of them. */
export const AGE_LIMITS = [7, 14, 30, 60, 90] as const

/** An exact sum in one currency. */
export interface CurrencyAmount {
  currency: string
  sum: string
  /** The sum × probability; null where the stage has none. */
  weighted: string | null
}

/** Of stays that ended in the period, in seconds. */
export interface TimeInStage {
  median: number
  average: number
  /** Nine of ten stays were shorter. */
  percentile90: number
}

/** Of the records that entered the stage in the period, how many came further later on, whenever that was. */
export interface StageConversion {
  records: number
  /** Into any later stage that is not lost; null for stages that end the pipeline. */
  further: number | null
  won: number | null
}

export interface StageReport {
  stage: string
  label: LocalizedText
  category: StageCategory
  /** Percent. */
  probability: number | null
  now: {
    count: number
    overdue: number
    stale: number
    /** Records by age, one number per limit of AGE_LIMITS and one for what is beyond. */
    ages: number[]
    /** Null where the pipeline has no amount, or the actor may not see it. */
    amounts: CurrencyAmount[] | null
  }
  period: {
    /** Stays that began, and ended. */
    entered: number
    left: number
    /** Null where none ended. */
    elapsed: TimeInStage | null
    working: TimeInStage | null
    conversion: StageConversion
  }
}

/** Open records by the month in which they are expected to close. */
export interface ForecastRow {
  /** `2026-11`; `overdue`: before the present month; `later`: a year from now or beyond; `undated`: no date. */
  month: string
  /** Null of records without an amount. */
  currency: string | null
  count: number
  amount: string | null
  /** Amount × probability of the stage; of stages without one nothing is counted. */
  weighted: string | null
}

export interface WonRow {
  /** In which they were won, in the tenant's zone. */
  month: string
  currency: string | null
  count: number
  amount: string | null
}

export interface LossRow {
  /** Value of the reason's field; null of records that say none. */
  reason: string | null
  /** Null where there is no such option any more. */
  label: LocalizedText | null
  currency: string | null
  count: number
  amount: string | null
}

export interface PipelineReport {
  pipeline: string
  from: string
  to: string
  timeZone: string
  /** When it was worked out. */
  at: string
  stages: StageReport[]
  /** Null where the pipeline has no close date, or the actor may not see it. */
  forecast: ForecastRow[] | null
  /** Records that are won now and were so in the period. */
  won: WonRow[]
  /** Records that are lost now and were so in the period; null where the pipeline has no reasons, or none to be seen. */
  losses: LossRow[] | null
  /** Parts that are left out because the actor may not see their field. */
  withheld: Array<'amounts' | 'forecast' | 'losses'>
}
