import type { RequestApprovalInput } from '@tenon/sdk/contract/approvals-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { validateRecord } from '../../model/validate-record.ts'
import { findKnownFiles, withKnownFiles } from '../../records/known-files.ts'
import { emptiedReason } from '../../records/loss-reason.ts'
import { placeInPipeline, placeOf } from '../../records/place-in-pipeline.ts'
import type { Queryable } from '../../records/queryable.ts'
import { readForWrite } from '../../records/read-for-write.ts'
import { type RecordScope, systemTable, tableOf } from '../../records/record-scope.ts'
import { requireWritable } from '../../records/require-writable.ts'
import { storedValues } from '../../records/stored-values.ts'
import { refusalOf } from '../check-stage-changes.ts'
import type { JudgeMoves } from '../judge-moves.ts'
import { stillOpen } from '../read-for-moves.ts'
import { approvalRefusal } from './approval-refusals.ts'
import { noteApproval } from './note-approval.ts'

interface Dependencies {
  database: Database
  judgeMoves: JudgeMoves
}

/** What is asked for, once everything but the agreement is in order. */
interface Asked {
  id: string
  from: { pipeline: string; stage: string }
  to: { pipeline: string; stage: string }
  values: JsonObject
  rules: string[]
  comment: string | null
}

/** Makes the function that writes a request down; resolves to its id. */
export function makeRequestApproval({ database, judgeMoves }: Dependencies) {
  return async (scope: RecordScope, input: RequestApprovalInput): Promise<string> => {
    const { kind } = scope.ctx.actor
    if (kind !== 'user' && kind !== 'apiKey') throw approvalRefusal(scope.ctx, 'nobody')
    const asked = await checkRequest({ database, judgeMoves }, scope, input)
    const id = uuidv7()
    await database.transaction(scope.ctx.tenant.schema, (trx) => insertRequest(trx, scope, { ...asked, approval: id }))
    return id
  }
}

/** All that the move would be refused for besides the agreement, but for plugins' code: that runs when it is made. */
async function checkRequest(
  { database, judgeMoves }: Dependencies,
  scope: RecordScope,
  { id, version, stage, pipeline, values = {}, comment }: RequestApprovalInput,
): Promise<Asked> {
  const { ctx, entity } = scope
  const wanted = { ...values, stage, ...(pipeline !== undefined && { pipeline }) }
  requireWritable(scope, wanted)
  const before = await readForWrite(database, scope, { id, version, action: 'update' })
  const files = await findKnownFiles(database, scope, { values: [values], recordId: id })
  const valid = validateRecord(entity, withKnownFiles(scope, wanted, files), { mode: 'update', locale: ctx.locale })
  const old = storedValues(entity, before)
  const [from, to] = [placeOf(before), placeInPipeline(entity, { values: valid, old, locale: ctx.locale })]
  if (from === null || to === null || (from.pipeline === to.pipeline && from.stage === to.stage))
    throw approvalRefusal(ctx, 'there')
  const after = { ...old, ...valid, ...emptiedReason(entity, { place: to, old }), ...to }
  const change = { ...to, from, record: { id, values: after, old }, before }
  const [judgement] = await judgeMoves(scope, { changes: [change] })
  const others = (judgement?.obstacles ?? []).filter(({ rule }) => rule !== 'approval')
  const refusal = refusalOf({ obstacles: others, step: judgement?.step ?? null })
  if (refusal !== null) throw refusal
  const rules = (judgement?.waiting ?? []).map(({ name }) => name)
  if (rules.length === 0) throw approvalRefusal(ctx, 'notNeeded')
  const { stage: _stage, pipeline: _pipeline, ...written } = valid as JsonObject
  return { id, from, to, values: written, rules, comment: comment?.trim() || null }
}

async function insertRequest(
  trx: Queryable,
  scope: RecordScope,
  { approval, id, from, to, values, rules, comment }: Asked & { approval: string },
): Promise<void> {
  const { ctx, entity } = scope
  const requestedBy = actorReference(ctx.actor)
  await lapse(trx, scope, id)
  // The moment of entering comes from the row itself: the database's clock is finer than what the API gives.
  const { rows } = await sql<{ id: string }>`
    insert into ${systemTable(ctx, '_move_approval')} (id, status, entity, record_id, from_pipeline, from_stage, entered_at,
      to_pipeline, to_stage, record_values, comment, requested_by, rules, agreed)
    select ${approval}::uuid, 'open', ${entity.name}::text, r.id, ${from.pipeline}::text, ${from.stage}::text,
      r.stage_entered_at, ${to.pipeline}::text, ${to.stage}::text, ${JSON.stringify(values)}::jsonb, ${comment}::text,
      ${requestedBy}::text, ${JSON.stringify(rules)}::jsonb, '{}'::jsonb
    from ${tableOf(ctx, entity)} r where r.id = ${id}::uuid
    on conflict (record_id, to_pipeline, to_stage) where status = 'open' do nothing
    returning id`.execute(trx)
  if (rows.length === 0) throw approvalRefusal(ctx, 'askedAlready')
  const noted = { id: approval, entity: entity.name, recordId: id, from, to, requestedBy }
  await noteApproval(trx, ctx, { approval: noted, event: 'approvalRequested', status: 'open', comment })
}

/** Writes down of a record's requests that they have lapsed: another one may be made. */
async function lapse(trx: Queryable, { ctx, entity }: RecordScope, id: string): Promise<void> {
  await sql`update ${systemTable(ctx, '_move_approval')} a set status = 'lapsed', decided_at = now()
    from ${tableOf(ctx, entity)} r
    where a.record_id = ${id}::uuid and r.id = a.record_id and a.status = 'open'
      and not coalesce(${stillOpen('a', 'r')}, false)`.execute(trx)
}
