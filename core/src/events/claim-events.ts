import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { wholeBefore } from './differing-before.ts'
import type { OutboxEvent } from './outbox-event.ts'

/** A claim that is older than this belongs to a relay that died. */
const CLAIM_SECONDS = 60

/**
 * Takes up to `limit` undelivered events, oldest first. `skip locked` lets the relays of several processes share an
 * outbox; the claim's age lets another relay take over what a dead one left.
 */
export async function claimEvents(database: Database, schema: string, limit: number): Promise<OutboxEvent[]> {
  const outbox = sql.id(schema, '_outbox')
  const { rows } = await sql<{ event: OutboxEvent }>`
    with claimed as (
      update ${outbox} o set claimed_at = now(), attempts = o.attempts + 1
      where o.id in (${dueEvents(outbox, { columns: sql`id`, limit })}) returning o.*
    )
    select ${eventJson('c')} as event from claimed c order by c.id`.execute(database.tenant(schema))
  return rows.map(({ event }) => event)
}

/**
 * SELECT of up to `limit` events that nobody has claimed or delivered, held until the statement commits. PostgreSQL is not
 * told how many at planning, so that it reads the index of undelivered ones in order: a scan into a bitmap goes to all that
 * were delivered since the last vacuum, each time, as it never marks them as gone.
 */
export function dueEvents(
  outbox: RawBuilder<unknown>,
  { columns, limit }: { columns: RawBuilder<unknown>; limit: number },
): RawBuilder<unknown> {
  return sql`select ${columns} from ${outbox}
    where delivered_at is null
      and (claimed_at is null or claimed_at < now() - make_interval(secs => ${sql.lit(CLAIM_SECONDS)}))
    order by id limit (select ${sql.lit(limit)}) for update skip locked`
}

/** One event of a record by its id, delivered or not; null where it was cleared away. */
export async function readEvent(database: Database, schema: string, id: string): Promise<RecordEvent | null> {
  const { rows } = await sql<{ event: RecordEvent }>`
    select ${eventJson('o')} as event from ${sql.id(schema, '_outbox')} o
    where o.id = ${id}::uuid and o.type <> 'plugin.event'`.execute(database.tenant(schema))
  return rows[0]?.event ?? null
}

/** Not `jsonb`: a plugin's payload may hold characters that it cannot. */
export function eventJson(alias: string): RawBuilder<RecordEvent> {
  const column = (name: string) => sql`${sql.ref(`${alias}.${name}`)}`
  const occurred = sql`to_char(${column('occurred_at')} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const common = sql`'id', ${column('id')}, 'type', ${column('type')}, 'occurredAt', ${occurred},
    'actor', ${column('actor')}, 'depth', ${column('depth')}`
  return sql<RecordEvent>`case when ${column('type')} = 'plugin.event'
    then json_build_object(${common}, 'name', ${column('name')}, 'payload', ${column('payload')})
    else json_build_object(${common}, 'entity', ${column('entity')}, 'recordId', ${column('record_id')},
      'version', ${column('version')}, 'before', ${wholeBefore(alias)}, 'after', ${column('after')}) end`
}
