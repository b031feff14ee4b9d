import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { runTogether } from '../db/run-together.ts'
import { LIVE_CHANNEL } from './channels.ts'
import { dueEvents, eventJson } from './claim-events.ts'
import type { EventKind } from './event-kind.ts'
import { liveTextOfRow } from './live-text.ts'
import type { OutboxEvent } from './outbox-event.ts'

/** Tenants whose events one message takes. */
const MOST_TOGETHER = 8

interface Taking {
  limit: number
  /** Kinds of which something follows; null where anything may follow of any. */
  followed: readonly EventKind[] | null
  /** Ids of events that live subscribers have been told of before. */
  told?: readonly string[]
}

interface TakenEvents {
  count: number
  /** Claimed: they are to be routed and finished. */
  claimed: OutboxEvent[]
  /** Ids of those that are delivered with it, as nothing follows of any. */
  delivered: string[]
}

/**
 * Takes up to `limit` undelivered events as `claimEvents` does. Where nothing follows of any of them, the same statement
 * tells live subscribers and marks them as delivered: most events are of that kind, and a second statement would write each
 * of them once more.
 */
export async function takeEvents(
  database: Database,
  schema: string,
  { limit, followed, told = [] }: Taking,
): Promise<TakenEvents> {
  const outbox = sql.id(schema, '_outbox')
  const statement = sql<{ event: OutboxEvent | null; delivered: string | null }>`
    with due as materialized (${dueEvents(outbox, { columns: sql`id, ${isPlain(followed)} as plain`, limit })}),
    taken as (
      update ${outbox} o set claimed_at = now(), attempts = o.attempts + 1,
        delivered_at = case when (select bool_and(plain) from due) then now() end
      from due where o.id = due.id returning o.*
    )
    select case when t.delivered_at is null then ${eventJson('t')} end as event,
      case when t.delivered_at is not null then t.id end as delivered,
      case when t.delivered_at is not null and t.id <> all(${`{${told.join()}}`}::text::uuid[])
        then pg_notify(${LIVE_CHANNEL}, ${liveTextOfRow(schema)})::text end as told
    from taken t order by t.id`
  const db = database.tenant(schema)
  const query = statement.compile(db)
  const { rows } = await runTogether(db, query, { parameters: query.parameters, most: MOST_TOGETHER })
  const taken = rows as Array<{ event: OutboxEvent | null; delivered: string | null }>
  return {
    count: taken.length,
    claimed: taken.flatMap(({ event }) => event ?? []),
    delivered: taken.flatMap(({ delivered }) => delivered ?? []),
  }
}

/** Of an outbox row: whether nothing follows of it. Values that could not be worked out are tried again. */
function isPlain(followed: Taking['followed']): RawBuilder<boolean> {
  if (followed === null) return sql`false`
  return sql`(type <> 'plugin.event' and not (${JSON.stringify(followed)}::jsonb ? (type || ' ' || entity))
    and not coalesce(after ? '$stale', false))`
}
