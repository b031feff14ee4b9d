import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { type RawBuilder, sql } from 'kysely'

interface Told {
  message: LiveMessage
  /** Of the event of a record: by it a client that comes back says what it has heard last. */
  id?: string
}

/** What is sent on `LIVE_CHANNEL`. */
export function liveText(schema: string, { message, id }: Told): string {
  return JSON.stringify({ schema, message, id })
}

/** The same of `t`, a row of the outbox that is about a record. */
export function liveTextOfRow(schema: string): RawBuilder<string> {
  return sql`json_build_object('schema', ${schema}::text, 'message', json_build_object('type', t.type, 'entity', t.entity,
    'recordId', t.record_id, 'version', t.version, 'actor', t.actor), 'id', t.id)::text`
}
