import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import type { EmittedEvent } from './outbox-event.ts'

/** Writes an event of a plugin, or of Tenon itself, into the tenant's outbox and tells the relays, in one statement. */
export async function insertEmittedEvent(
  db: Kysely<TenantTables>,
  schema: string,
  { id, type, name, actor, depth, payload }: Omit<EmittedEvent, 'occurredAt'>,
): Promise<void> {
  await sql`
    with written as (
      insert into ${sql.id(schema, '_outbox')} (id, type, name, payload, occurred_at, actor, depth)
      values (${id}::uuid, ${type}::text, ${name}::text, ${JSON.stringify(payload)}::json, now(), ${actor}::text,
        ${depth}::int)
    )
    select pg_notify(${OUTBOX_CHANNEL}, ${schema})`.execute(db)
}
