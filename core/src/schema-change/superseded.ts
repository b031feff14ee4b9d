import type { ParkedConversion } from '../db/parked-conversion.ts'

/** Parked columns, and what is to be known of them from now on. */
export interface Superseded {
  readonly fieldId: string
  readonly ids: readonly string[]
  readonly conversion: ParkedConversion
  /** Their values are in use until now: their days begin anew. */
  readonly inUse: boolean
}
