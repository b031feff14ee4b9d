import type { ApprovalStatus } from '@tenon/sdk/contract/approvals-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TransitionRule } from '@tenon/sdk/contract/pipeline-schema'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { hiddenFields } from '../../records/hidden-fields.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import { systemTable, tableOf } from '../../records/record-scope.ts'
import { fieldPredicate, rowPredicate } from '../../records/row-predicate.ts'
import { stillOpen } from '../read-for-moves.ts'
import { stageStep } from '../stage-step.ts'
import { rulesFor } from '../transition-rules.ts'
import type { StoredRefusal } from './stored-refusal.ts'

/** A request as it is stored, with what of its record matters. */
export interface StoredApproval {
  id: string
  status: ApprovalStatus
  recordId: string
  title: string | null
  ownerId: string | null
  /** The record's version now. */
  version: number
  from: { pipeline: string; stage: string }
  to: { pipeline: string; stage: string }
  values: JsonObject
  /** Fields that are closed to the actor on this record, though open on others. */
  hidden: string[]
  comment: string | null
  requestedBy: string
  requestedAt: string
  agreed: Record<string, string>
  refusal: StoredRefusal | null
  decidedBy: string | null
  decidedAt: string | null
  decisionComment: string | null
  /** Rules of the model in force that want the approval; of one that is open never empty. */
  rules: TransitionRule[]
}

/**
 * Requests about records of one entity that the actor may read, newest first. One that is written down as open, and whose
 * record has left its stage, or whose stage or rule is no more, has lapsed.
 */
export async function readApprovals(
  database: Database,
  scope: RecordScope,
  { where, limit }: { where: RawBuilder<boolean>; limit: number },
): Promise<StoredApproval[]> {
  const { ctx, access, entity } = scope
  const title = access.canShow(entity.titleField.name) ? entity.titleField.titleText('r') : sql`null`
  const open = fieldPredicate(access, { field: entity.titleField.name, right: 'read', alias: 'r' })
  const hidden = hiddenFields(access, { names: [...entity.fields.keys()], alias: 'r' }) ?? sql`'{}'::text[]`
  const { rows } = await sql<Omit<StoredApproval, 'rules'>>`
    select a.id, case when a.status = 'open' and not coalesce(${stillOpen('a', 'r')}, false) then 'lapsed'
        else a.status end as status,
      a.record_id as "recordId", case when r.deleted_at is null and ${open ?? sql`true`} then ${title} end as title, r.owner_id as "ownerId",
      r.version, jsonb_build_object('pipeline', a.from_pipeline, 'stage', a.from_stage) as "from",
      jsonb_build_object('pipeline', a.to_pipeline, 'stage', a.to_stage) as "to", a.record_values - ${hidden} as values,
      ${hidden} as hidden, a.comment,
      a.requested_by as "requestedBy", ${time('a.requested_at')} as "requestedAt", a.agreed, a.refusal,
      a.decided_by as "decidedBy", ${time('a.decided_at')} as "decidedAt", a.decision_comment as "decisionComment"
    from ${systemTable(ctx, '_move_approval')} a join ${tableOf(ctx, entity)} r on r.id = a.record_id
    where a.entity = ${entity.name}::text and ${where} and ${rowPredicate(access, { action: 'read', alias: 'r' })}
    order by a.id desc limit ${limit}::int`.execute(database.tenant(ctx.tenant.schema))
  return rows.map((row) => {
    const rules = rulesOf(scope, row)
    return { ...row, rules, status: row.status === 'open' && rules.length === 0 ? 'lapsed' : row.status }
  })
}

function rulesOf({ entity }: RecordScope, { from, to, recordId }: Omit<StoredApproval, 'rules'>): TransitionRule[] {
  const record = { id: recordId, values: {}, old: null }
  const step = stageStep(entity, { ...to, from, record, before: null })
  return step === null ? [] : rulesFor(step).filter(({ approval }) => approval !== undefined)
}

function time(column: string): RawBuilder<string | null> {
  return sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
