import { type RawBuilder, sql } from 'kysely'
import { type RecordScope, systemTable } from './record-scope.ts'

/** CTE `claimed`: the note of what a stage's entry creates, unless that is there already, locked until the write is over. */
export function claimCause(scope: RecordScope): RawBuilder<unknown>[] {
  const { ctx, cause } = scope
  if (cause === undefined) return []
  return [
    sql`claimed as materialized (
      select c.history_id, c.name from ${systemTable(ctx, '_stage_creation')} c
      where c.history_id = ${cause.history}::uuid and c.name = ${cause.name} and c.status in ('waiting', 'failed')
      for update
    )`,
  ]
}

/** Whether the write may be made: somebody else may have made it meanwhile. */
export function isClaimed({ cause }: RecordScope): RawBuilder<unknown> {
  return cause === undefined ? sql`true` : sql`exists (select 1 from claimed)`
}

/** CTE that notes which record was made. */
export function settleCause(scope: RecordScope): RawBuilder<unknown>[] {
  const { ctx, cause, entity } = scope
  if (cause === undefined) return []
  return [
    sql`settled as (
      update ${systemTable(ctx, '_stage_creation')} c set status = 'done', created_entity = ${entity.name}::text,
        created_id = r.id, error = null, finished_at = now(), locked_until = null
      from changed r, claimed d where c.history_id = d.history_id and c.name = d.name
    )`,
  ]
}
