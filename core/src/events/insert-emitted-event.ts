import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import type { EmittedEvent } from './outbox-event.ts'

interface Emission extends Omit<EmittedEvent, 'occurredAt'> {
  /** Whose event it is, where it is a plugin's. */
  plugin?: string
}

/**
 * Writes an event of a plugin, or of Tenon itself, into the tenant's outbox and tells the relays, in one statement. False
 * where the tenant has that plugin no more: a removal waits for an event that is being written, and none comes after it.
 */
export async function insertEmittedEvent(
  db: Kysely<TenantTables>,
  schema: string,
  { id, type, name, actor, depth, payload, plugin }: Emission,
): Promise<boolean> {
  const owner =
    plugin === undefined
      ? sql``
      : sql`from (select 1 from ${sql.id(schema, '_plugin')} where id = ${plugin} for key share) as i`
  const { rows } = await sql<{ written: boolean }>`
    with written as (
      insert into ${sql.id(schema, '_outbox')} (id, type, name, payload, occurred_at, actor, depth)
      select ${id}::uuid, ${type}::text, ${name}::text, ${JSON.stringify(payload)}::json, now(), ${actor}::text,
        ${depth}::int ${owner}
      returning id
    )
    select exists (select 1 from written) as written, (select pg_notify(${OUTBOX_CHANNEL}, ${schema}))`.execute(db)
  return rows[0]?.written === true
}
