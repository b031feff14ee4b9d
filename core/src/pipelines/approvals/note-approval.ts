import type { ApprovalStatus } from '@tenon/sdk/contract/approvals-api'
import { type ApprovalEventPayload, CORE_EVENT_SOURCE, type CoreEventName } from '@tenon/sdk/contract/core-events'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import { insertEmittedEvent } from '../../events/insert-emitted-event.ts'
import type { Queryable } from '../../records/queryable.ts'

/** What is told of a request: names are keys. */
export interface NotedApproval {
  id: string
  entity: string
  recordId: string
  from: { pipeline: string; stage: string }
  to: { pipeline: string; stage: string }
  requestedBy: string
}

interface Note {
  event: CoreEventName
  status: Exclude<ApprovalStatus, 'lapsed'>
  comment: string | null
}

const ACTIONS: Readonly<Record<Note['status'], string>> = {
  open: 'approval.request',
  agreed: 'approval.agree',
  declined: 'approval.decline',
  withdrawn: 'approval.withdraw',
}

/** Writes what became of a request into the record's audit trail and the outbox, in the transaction that changes it. */
export async function noteApproval(
  trx: Queryable,
  ctx: RequestContext,
  { approval, event, status, comment }: Note & { approval: NotedApproval },
): Promise<void> {
  const { id, entity, recordId, from, to, requestedBy } = approval
  const me = actorReference(ctx.actor)
  const isPart = event === 'approvalDecided' && status === 'open'
  await trx
    .insertInto('_audit')
    .values({
      ...{ id: uuidv7(), actor: me, action: isPart ? ACTIONS.agreed : ACTIONS[status], entity, record_id: recordId },
      ...{ version: null, request_id: ctx.requestId, changes: '{}', reason: comment, origin: originOf(ctx) },
      details: JSON.stringify({ approval: { id, from, to } }),
    })
    .execute()
  const payload: ApprovalEventPayload = {
    ...{ approval: id, entity, recordId, pipeline: to.pipeline, from: from.stage, to: to.stage, status, requestedBy },
    decidedBy: event === 'approvalDecided' ? me : null,
  }
  const name = `${CORE_EVENT_SOURCE}.${event}`
  await insertEmittedEvent(trx, ctx.tenant.schema, {
    ...{ id: uuidv7(), type: 'plugin.event', name, actor: me, depth: ctx.depth },
    payload: { ...payload },
  })
}
