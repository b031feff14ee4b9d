import { sql } from 'kysely'
import type { RelocateRecords } from '../schema-change/stages/relocate-records.ts'
import { changeSilently } from './change-records.ts'
import { fullScope } from './full-scope.ts'

/**
 * Puts records into another stage because a publish takes theirs away or brings it back: with version, history, audit
 * entry and event as when somebody moves them, but past guards, since there is no stage to stay in.
 * Deleted ones stay so, and nobody is told of them.
 */
export const relocateRecords: RelocateRecords = async (
  db,
  ctx,
  { model, entity, ids, to, deleted, reason, version },
) => {
  // Nothing is answered, so that nothing depends on where the day begins.
  const scope = fullScope({ ctx, model, timeZone: 'UTC' }, entity)
  const entered = to === null ? sql`null` : sql`now()`
  await changeSilently(db, scope, {
    facts: { action: 'update', type: deleted ? null : 'record.updated', reason, cause: { kind: 'publish', version } },
    rows: ids.map((id) => ({ id, columns: {} })),
    columns: [],
    assignments: [
      sql`pipeline = ${to?.pipeline ?? null}::text, stage = ${to?.stage ?? null}::text, stage_entered_at = ${entered}`,
      // Worked out anew by the pass that follows every publish.
      sql`stage_due_at = null, stage_stale_at = null, stage_notice_at = null`,
    ],
    references: [],
    deleted,
  })
}
