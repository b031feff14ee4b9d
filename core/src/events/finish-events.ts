import type { ApprovalEventPayload, ErasureEventPayload } from '@tenon/sdk/contract/core-events'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from './channels.ts'
import { liveText } from './live-text.ts'
import { isCoreEvent, isRecordEvent, type OutboxEvent } from './outbox-event.ts'

/**
 * Marks events as delivered and tells live subscribers of those of records and approvals, in one statement: both or neither.
 * `told` are ids of events that they have been told of before.
 */
export async function finishEvents(
  database: Database,
  schema: string,
  { events, told = [] }: { events: readonly OutboxEvent[]; told?: readonly string[] },
): Promise<void> {
  const ids = JSON.stringify(events.map(({ id }) => id))
  const before = new Set(told)
  const texts = events.flatMap((event) => {
    const message = before.has(event.id) ? null : liveMessage(event)
    return message === null ? [] : [liveText(schema, { message, ...(isRecordEvent(event) && { id: event.id }) })]
  })
  await sql`
    with delivered as (
      update ${sql.id(schema, '_outbox')} set delivered_at = now()
      where id = any(array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb)))
    )
    select pg_notify(${LIVE_CHANNEL}, value) from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)`.execute(
    database.tenant(schema),
  )
}

/** Gives a claim back, so that the next round tries again. */
export async function releaseEvents(database: Database, schema: string, events: readonly OutboxEvent[]): Promise<void> {
  const ids = JSON.stringify(events.map(({ id }) => id))
  await sql`update ${sql.id(schema, '_outbox')} set claimed_at = null
    where id = any(array(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))) and delivered_at is null`.execute(
    database.tenant(schema),
  )
}

/** Has events that were delivered be delivered once more. */
export async function reopenEvents(database: Database, schema: string, ids: readonly string[]): Promise<void> {
  await sql`update ${sql.id(schema, '_outbox')} set claimed_at = null, delivered_at = null
    where id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))`.execute(
    database.tenant(schema),
  )
}

/** Null for what is between plugins. */
function liveMessage(event: OutboxEvent): LiveMessage | null {
  if (isRecordEvent(event)) {
    const { type, entity, recordId, version, actor } = event
    return { type, entity, recordId, version, actor }
  }
  if (!isCoreEvent(event)) return null
  const about: ApprovalEventPayload | ErasureEventPayload = event.payload
  // Whoever shows an erased record hears of its change.
  if (!('approval' in about)) return null
  const { approval, entity, recordId } = about
  return { type: 'approval.changed', entity, record: recordId, approval }
}
