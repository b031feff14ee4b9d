import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { ApprovedWrite } from './approve-writes.ts'
import { type RecordScope, systemTable } from './record-scope.ts'

/**
 * Names of the phone fields that the write types in another way than they were, be it the same number or not. The number
 * itself is no way of typing: a program that repeats it does not undo what a person has written.
 */
export async function retypedFields(
  database: Database,
  { ctx, entity }: RecordScope,
  { id, write }: { id: string; write: ApprovedWrite },
): Promise<string[]> {
  const typed = Object.entries(write.typed).filter(([, text]) => text !== null)
  if (typed.length === 0) return []
  const { rows } = await sql<{ field_id: string; typed: string }>`
    select field_id, typed from ${systemTable(ctx, '_typed_text')} where record_id = ${id}::uuid`.execute(
    database.tenant(ctx.tenant.schema),
  )
  const known = new Map(rows.map((row) => [row.field_id, row.typed]))
  return typed.filter(([name, text]) => known.get(entity.fields.get(name)?.id ?? '') !== text).map(([name]) => name)
}
