import type { LocalizedText } from './locale.ts'

/** What publishing a draft will do, before it does it. */
export interface ChangePlan {
  /** Version of the model that the plan starts from; publishing on another one is refused. */
  baseVersion: number
  steps: PlanStep[]
  /** True when a step puts values aside; publishing then needs `consent`. */
  needsConsent: boolean
  /** Reasons why it cannot be published as it is. */
  blockers: LocalizedText[]
}

export type PlanRisk = 'safe' | 'caution' | 'destructive'

export interface PlanStep {
  /** In words, such as “Add field ‘Loyalty tier’ to Contact”. */
  summary: LocalizedText
  sql: string[]
  /** The strongest lock that the step takes, in PostgreSQL's words. */
  lock: string
  risk: PlanRisk
  /**
   * Rows of the table, rows whose values are affected, and among them those of whose values something is put aside;
   * null where the step touches no rows.
   */
  impact: { rows: number; affected: number; lost: number } | null
}
