import { type RawBuilder, sql } from 'kysely'
import { slot } from '../kept-statement.ts'
import type { RecordScope } from '../record-scope.ts'
import { type ReferenceColumn, referenceColumns } from '../reference-locks.ts'
import type { WriteColumn } from '../write-columns.ts'

/** A column's value, in its type. */
export function bound({ name, type }: WriteColumn): RawBuilder<unknown> {
  return sql`${slot(name)}::${sql.raw(type)}`
}

/** Conditions that hold where each reference among the fields is empty or names what is there, which is then held until the write commits. */
export function targetsHeld(scope: RecordScope, fields: readonly string[]): RawBuilder<unknown>[] {
  return referenceColumns(scope, fields).map(({ column, existing }: ReferenceColumn) => {
    const id = sql`${slot(column)}::uuid`
    return sql`(${id} is null or exists (${existing(sql`select ${id}`)}))`
  })
}
