import type { NullableTimestamp } from './column-types.ts'

/** What is kept of one table's records under one key. */
interface RollupFigures {
  rollup: string
  part: number
  currency: string
  keys: unknown
  records: string
  filled: string
  amount: string
}

/** Figures over all records of an entity that are kept ready. */
export interface RollupTables {
  _rollup: {
    id: string
    table_name: string
    name: string
    time_zone: string | null
    filled_at: NullableTimestamp
    /** Set as a process begins to count; one that dies leaves it for the next. */
    counting_since: NullableTimestamp
  }
  _rollup_total: RollupFigures
  _rollup_delta: RollupFigures
}
