import type { RecordEventType } from '@tenon/sdk/contract/record-event'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import { OUTBOX_CHANNEL } from './channels.ts'

export interface EventFacts {
  ctx: RequestContext
  entity: string
  actor: string
  type: RecordEventType
}

/** INSERT of one outbox event per row of the CTE `document` (`_event_id`, `id`, `version`, `before`, `after`). */
export function insertEvents({ ctx, entity, actor, type }: EventFacts): RawBuilder<unknown> {
  return sql`insert into ${sql.id(ctx.tenant.schema, '_outbox')}
    (id, type, entity, record_id, version, occurred_at, actor, depth, before, after)
    select d._event_id, ${sql.lit(type)}::text, ${sql.lit(entity)}::text, d.id, d.version, now(), ${actor}::text, ${ctx.depth}::int,
      d.before, d.after
    from document d`
}

/**
 * A FROM item that tells the relays, once the statement commits, that this tenant's outbox has something. PostgreSQL 15
 * takes it only with a name.
 */
export function notifyOutbox({ tenant }: RequestContext): RawBuilder<unknown> {
  return sql`(select pg_notify(${OUTBOX_CHANNEL}, ${tenant.schema}))`
}
