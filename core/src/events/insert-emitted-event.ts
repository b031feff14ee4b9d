import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import type { EmittedEvent } from './outbox-event.ts'

/** Writes a plugin's event into the tenant's outbox and tells the relays, in one statement. */
export async function insertEmittedEvent(
  database: Database,
  schema: string,
  { id, type, name, actor, depth, payload }: Omit<EmittedEvent, 'occurredAt'>,
): Promise<void> {
  await sql`
    with written as (
      insert into ${sql.id(schema, '_outbox')} (id, type, name, payload, occurred_at, actor, depth)
      values (${id}::uuid, ${type}::text, ${name}::text, ${JSON.stringify(payload)}::json, now(), ${actor}::text,
        ${depth}::int)
    )
    select pg_notify(${OUTBOX_CHANNEL}, ${schema})`.execute(database.tenant(schema))
}
