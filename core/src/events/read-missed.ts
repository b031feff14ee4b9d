import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { firstIdAt } from '../db/first-id-at.ts'
import { madeAt } from '../db/made-at.ts'

export interface IdentifiedMessage {
  /** Id of the event, by which a client that comes back says what it has heard last. */
  id: string
  message: Extract<LiveMessage, { recordId: string }>
}

/** Whoever was away for longer re-reads: that costs less than telling what all happened. */
const LONGEST_MINUTES = 10
const MOST_MESSAGES = 500
/** Ids are made before the write, and processes deliver side by side: what was told shortly before may be new to somebody. */
export const MARGIN_SECONDS = 30

/**
 * What live subscribers were told of records since a message, some of what came shortly before it again. Null where that is
 * not known, too long ago or too much. When an event was told is not known, as it is marked later: it was after it was written.
 */
export async function readMissed(
  database: Database,
  schema: string,
  lastId: string,
): Promise<IdentifiedMessage[] | null> {
  const from = madeAt(lastId)
  if (from === null || Date.now() - from > LONGEST_MINUTES * 60_000) return null
  // The clock was set since, by which what came after it has lower ids: it is behind it, or other than the database's was then.
  if (from - Date.now() > MARGIN_SECONDS * 1_000) return null
  const age = await ageOf(database, schema, lastId)
  if (age === null || Math.abs(age - (Date.now() - from)) > MARGIN_SECONDS * 1_000) return null
  const outbox = sql.id(schema, '_outbox')
  const { rows } = await sql<{ id: string; message: IdentifiedMessage['message'] }>`
    select o.id, json_build_object('type', o.type, 'entity', o.entity, 'recordId', o.record_id,
      'version', o.version, 'actor', o.actor) as message
    from ${outbox} o join ${outbox} last on last.id = ${lastId}::uuid
    where o.id > ${firstIdAt(from - MARGIN_SECONDS * 1_000)}::uuid and o.id <> last.id and o.record_id is not null
      and o.type like 'record.%'
      and coalesce(o.delivered_at, now()) >= last.occurred_at - make_interval(secs => ${sql.lit(MARGIN_SECONDS)})
    order by o.delivered_at nulls last, o.id limit ${sql.lit(MOST_MESSAGES + 1)}`.execute(database.tenant(schema))
  return rows.length > MOST_MESSAGES ? null : rows
}

/** In milliseconds, by the database's clock; null for an event that is not kept. */
async function ageOf(database: Database, schema: string, id: string): Promise<number | null> {
  const { rows } = await sql<{ age: number }>`
    select (extract(epoch from clock_timestamp() - occurred_at) * 1000)::float8 as age
    from ${sql.id(schema, '_outbox')} where id = ${id}::uuid`.execute(database.tenant(schema))
  return rows[0]?.age ?? null
}
