import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { isUuid } from '../records/is-uuid.ts'
import { recordNotFound } from '../records/record-not-found.ts'
import { type RecordScope, systemTable, tableOf } from '../records/record-scope.ts'
import { completeJson } from '../records/row-json.ts'
import { rowPredicate } from '../records/row-predicate.ts'

export interface MovableRecord {
  body: JsonObject
  /** Whether the actor may change it. */
  mayUpdate: boolean
  /** Target `<pipeline> <stage>` → the open request for it. */
  requests: Record<string, string>
}

/** A record that the actor may read, as a whole: nothing of it but what follows from rules may go out. */
export async function readForMoves(database: Database, scope: RecordScope, id: string): Promise<MovableRecord> {
  const { ctx, access, entity } = scope
  if (!isUuid(id)) throw recordNotFound(scope, id)
  // Records of an entity without pipelines have no place that a request could be about.
  const requests =
    entity.pipelines.length === 0
      ? sql`'{}'::jsonb`
      : sql`(select coalesce(jsonb_object_agg(a.to_pipeline || ' ' || a.to_stage, a.id), '{}')
        from ${systemTable(ctx, '_move_approval')} a
        where a.record_id = r.id and a.status = 'open' and ${stillOpen('a', 'r')})`
  const { rows } = await sql<MovableRecord>`
    select ${completeJson(entity, 'r')} as body,
      coalesce(${rowPredicate(access, { action: 'update', alias: 'r' })}, false) as "mayUpdate",
      ${requests} as requests
    from ${tableOf(ctx, entity)} r
    where r.id = ${id}::uuid and r.deleted_at is null
      and ${rowPredicate(access, { action: 'read', alias: 'r' })}`.execute(database.tenant(ctx.tenant.schema))
  const [row] = rows
  if (row === undefined) throw recordNotFound(scope, id)
  return row
}

/** Whether the record has stayed where it was when the request was made. */
export function stillOpen(approval: string, record: string) {
  const column = (alias: string, name: string) => sql.ref(`${alias}.${name}`)
  return sql<boolean>`(${column(record, 'deleted_at')} is null
    and ${column(record, 'pipeline')} = ${column(approval, 'from_pipeline')}
    and ${column(record, 'stage')} = ${column(approval, 'from_stage')}
    and ${column(record, 'stage_entered_at')} is not distinct from ${column(approval, 'entered_at')})`
}
