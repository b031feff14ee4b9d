import { type RawBuilder, sql } from 'kysely'
import { slot } from '../kept-statement.ts'
import type { RecordScope } from '../record-scope.ts'
import { type HeldByOthers, type ReferenceColumn, referenceColumns } from '../reference-locks.ts'
import type { WriteColumn } from '../write-columns.ts'

/** A column's value, in its type. */
export function bound({ name, type }: WriteColumn): RawBuilder<unknown> {
  return sql`${slot(name)}::${sql.raw(type)}`
}

interface HeldTargets {
  /** The id in a column of the write. */
  id: (column: string) => RawBuilder<unknown>
  /** What becomes of targets that somebody else holds. */
  held?: HeldByOthers
}

/** Conditions that hold where each reference among the fields is empty or names what is there, which is then held until the write commits. */
export function targetsHeld(
  scope: RecordScope,
  fields: readonly string[],
  { id, held }: HeldTargets = { id: (column) => sql`${slot(column)}::uuid` },
): RawBuilder<unknown>[] {
  return referenceColumns(scope, fields).map(({ column, existing }: ReferenceColumn) => {
    return sql`(${id(column)} is null or exists (${existing(sql`select ${id(column)}`, held)}))`
  })
}
