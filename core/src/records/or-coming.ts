import { type RawBuilder, sql } from 'kysely'
import type { ReferenceColumn } from './reference-locks.ts'

/** The same column, by which records can be named too that the same transaction takes out of the trash: a SELECT of their ids. */
export function orComing(column: ReferenceColumn, coming: RawBuilder<unknown>): ReferenceColumn {
  return {
    ...column,
    existing: (candidates, held) => sql`select held.id from (${column.existing(candidates, held)}) held
      union all select coming.id from (${coming}) coming(id)`,
  }
}
