import { sql } from 'kysely'
import { idArray } from '../find-followers.ts'
import type { ReferenceColumn } from '../reference-locks.ts'

/** The same column, by which records can be named that the same transaction takes out of the trash. */
export function orComing(column: ReferenceColumn, coming: readonly string[]): ReferenceColumn {
  if (coming.length === 0) return column
  return {
    ...column,
    existing: (candidates, held) => sql`select held.id from (${column.existing(candidates, held)}) held
      union all select coming.id from unnest(${idArray(coming)}) coming(id)`,
  }
}
