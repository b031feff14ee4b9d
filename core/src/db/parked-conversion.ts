import type { FieldType } from '@tenon/sdk/contract/field-type'

/**
 * How the values of a parked field became those that took their place, and how those become what was parked again:
 * SQL expressions over the columns `c0`, `c1` … of `v`, one per column. Written by the planner alone.
 */
export interface ParkedConversion {
  /** Type of the field whose columns these are; null where it is not known. */
  readonly was: FieldType | null
  /** Null where the field went; should it have come again since, it began empty. */
  readonly became: FieldType | null
  /** Column types of the field as it became. */
  readonly types: readonly string[]
  /** What rows without a value were filled with since, each with a value per column. */
  readonly filled: ReadonlyArray<readonly string[]>
  /** Other parked columns that had a say in the values: the next ones of `v`. */
  readonly inputs: readonly string[]
  /** Null where none of the values was taken over. */
  readonly values: readonly string[] | null
  /** Null where it is to be worked out when it is asked for. */
  readonly back: readonly string[] | null
}
