import { sql } from 'kysely'
import { changeSilently } from '../change-records.ts'
import { idArray } from '../find-followers.ts'
import { fullScope } from '../full-scope.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable } from '../record-scope.ts'
import type { Replaced } from './move-references.ts'

/** Puts records whose place others have taken into the trash, marked with the merge, and notes what took it. */
export async function throwAway(
  trx: Queryable,
  scope: RecordScope,
  { merge, wave, replaced: { entity, replacements } }: { merge: string; wave: number; replaced: Replaced },
): Promise<void> {
  const { ctx } = scope
  const ids = [...replacements.keys()]
  const [into, ...others] = new Set(replacements.values())
  await changeSilently(trx, fullScope(scope, entity), {
    facts: {
      ...{ action: 'delete', type: 'record.deleted' },
      // One text for all entries of the statement; where each has its own, `_merged_record` tells.
      merged: { merge, ...(into !== undefined && others.length === 0 && { into }) },
    },
    rows: ids.map((id) => ({ id, columns: {} })),
    columns: [],
    assignments: [sql`deleted_at = now()`],
    references: [],
    deleted: false,
  })
  await sql`update ${systemTable(ctx, '_trash')} set merge_id = ${merge}::uuid
    where record_id = any(${idArray(ids)})`.execute(trx)
  const rows = JSON.stringify([...replacements].map(([record, into]) => ({ record, into })))
  await sql`insert into ${systemTable(ctx, '_merged_record')} (merge_id, wave, entity, record_id, into_id)
    select ${merge}::uuid, ${wave}::int, ${entity.name}::text, p.record, p.into
    from jsonb_to_recordset(${rows}::jsonb) as p(record uuid, "into" uuid)`.execute(trx)
}
