import type { FieldType } from '@tenon/sdk/contract/field-type'

/**
 * How the values of a parked field became those that took their place, and how those become what was parked again:
 * SQL expressions over the columns `c0`, `c1` of `v`, one per column. Written by the planner alone.
 */
export interface ParkedConversion {
  /** Type of the field whose columns these are. */
  readonly was: FieldType
  readonly became: FieldType
  /** Column types of the field as it became. */
  readonly types: readonly string[]
  readonly values: readonly string[]
  /** Null where no value could go back. */
  readonly back: readonly string[] | null
}
