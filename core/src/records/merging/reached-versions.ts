import type { RecordVersion } from '@tenon/sdk/contract/record-merge'
import { sql } from 'kysely'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'

/**
 * The versions that the caller has seen, in the same order; where nobody but this request has changed a live record since, the
 * one that it has now. A run that merges one group moves references in the records of another.
 */
export async function reachedVersions(
  db: Queryable,
  { ctx, entity }: RecordScope,
  seen: readonly RecordVersion[],
): Promise<RecordVersion[]> {
  const { rows } = await sql<RecordVersion>`select r.id, r.version
    from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s(id uuid, version int)
    join ${tableOf(ctx, entity)} r on r.id = s.id
    where r.deleted_at is null and r.version > s.version and not exists (
      select 1 from ${systemTable(ctx, '_audit')} a where a.entity = ${entity.name}::text and a.record_id = r.id
        and a.version > s.version and a.action <> 'record.reveal' and a.request_id <> ${ctx.requestId}::text)`.execute(
    db,
  )
  const reached = new Map(rows.map(({ id, version }) => [id, version]))
  return seen.map(({ id, version }) => ({ id, version: reached.get(id) ?? version }))
}
