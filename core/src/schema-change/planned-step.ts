import type { PlanRisk } from '@tenon/sdk/contract/change-plan'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { RawBuilder } from 'kysely'
import type { RowSource } from './ddl.ts'
import type { PlannedStatement } from './planned-statement.ts'
import type { SampleQuery } from './sample-rows.ts'

/** A plan before it has met the rows. */
export interface InternalPlan {
  readonly baseVersion: number
  readonly steps: readonly PlannedStep[]
}

export interface StepDescription {
  readonly summary: LocalizedText
  readonly risk: PlanRisk
  /** Table whose rows are counted; null for a step that touches none. */
  readonly table: RowSource | null
  readonly probes: readonly Probe[]
  /** Values before and after, row by row; missing where the step changes none. */
  readonly rows?: SampleQuery
  /** Reasons against the step that hold whatever the rows are. */
  readonly refusals: readonly LocalizedText[]
}

export interface PlannedStep extends StepDescription {
  readonly statements: readonly PlannedStatement[]
}

/** A question to the real rows of a step's table. */
export interface Probe {
  /** Scalar expression or condition in brackets that gives the number of rows concerned. */
  readonly count: RawBuilder<number>
  /** The same for the whole table where the count of a share of its rows says nothing. */
  readonly estimate?: RawBuilder<number>
  /** The rows concerned lose something of their values, which are put aside. */
  readonly loses?: boolean
  /** The reason why the step cannot be done, given that number and the number of all rows; null where it can. */
  judge(affected: number, rows: number): LocalizedText | null
}
