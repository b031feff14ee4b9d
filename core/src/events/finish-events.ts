import type { LiveMessage, RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from './channels.ts'
import { isRecordEvent, type OutboxEvent } from './outbox-event.ts'

/** Marks events as delivered and tells live subscribers of those of records, in one statement: both or neither. */
export async function finishEvents(database: Database, schema: string, events: readonly OutboxEvent[]): Promise<void> {
  const ids = JSON.stringify(events.map(({ id }) => id))
  const seen = events.filter(isRecordEvent)
  const payloads = JSON.stringify(seen.map((event) => JSON.stringify({ schema, message: liveMessage(event) })))
  await sql`
    with delivered as (
      update ${sql.id(schema, '_outbox')} set delivered_at = now()
      where id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))
    )
    select pg_notify(${LIVE_CHANNEL}, value) from jsonb_array_elements_text(${payloads}::jsonb)`.execute(
    database.tenant(schema),
  )
}

/** Gives a claim back, so that the next round tries again. */
export async function releaseEvents(database: Database, schema: string, events: readonly OutboxEvent[]): Promise<void> {
  const ids = JSON.stringify(events.map(({ id }) => id))
  await sql`update ${sql.id(schema, '_outbox')} set claimed_at = null
    where id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb)) and delivered_at is null`.execute(
    database.tenant(schema),
  )
}

function liveMessage({ type, entity, recordId, version, actor }: RecordEvent): LiveMessage {
  return { type, entity, recordId, version, actor }
}
