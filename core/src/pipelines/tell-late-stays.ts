import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Database } from '../db/database.ts'
import { OUTBOX_CHANNEL } from '../events/channels.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { completeJson } from '../records/row-json.ts'

const BATCH = 200

/**
 * Writes one event for each record of the entity that has become overdue or stale in its stage; of each stay it is told
 * once, whoever looks, since the note of it and the event are one statement. Resolves to whether there may be more.
 */
export async function tellLateStays(database: Database, schema: string, entity: CompiledEntity): Promise<boolean> {
  const table = sql.id(schema, entity.table)
  const ids = Array.from({ length: 2 * BATCH }, () => uuidv7())
  const { rows } = await sql<{ seen: number }>`
    with late as materialized (
      select r.*, ${completeJson(entity, 'r')} as _body from ${table} r
      where r.stage_notice_at <= now() and r.deleted_at is null
      order by r.stage_notice_at limit ${BATCH} for no key update of r skip locked
    ),
    told as (
      insert into ${sql.id(schema, '_stage_notice')} as n (record_id, kind, entered_at)
      select l.id, k.kind, l.stage_entered_at from late l,
        lateral (values ('overdue', l.stage_due_at), ('stale', l.stage_stale_at)) k(kind, at)
      where k.at <= now()
      on conflict (record_id, kind) do update set entered_at = excluded.entered_at
        where n.entered_at is distinct from excluded.entered_at
      returning record_id, kind
    ),
    numbered as (select record_id, kind, row_number() over (order by record_id, kind)::int as number from told),
    emitted as (
      insert into ${sql.id(schema, '_outbox')}
        (id, type, entity, record_id, version, occurred_at, actor, depth, before, after)
      select (array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))[t.number],
        case t.kind when 'overdue' then 'record.stageOverdue' else 'record.stageStale' end, ${entity.name}::text, l.id,
        l.version, now(), 'system', 0, l._body, l._body
      from numbered t join late l on l.id = t.record_id
    ),
    looked as (
      update ${table} r set stage_notice_at = case
        when l.stage_due_at > now() then l.stage_due_at when l.stage_stale_at > now() then l.stage_stale_at end
      from late l where r.id = l.id returning r.id
    ),
    notified as (select pg_notify(${OUTBOX_CHANNEL}, ${schema}) where exists (select 1 from told))
    select (select count(*)::int from looked) as seen from (select count(*) from notified) n`.execute(
    database.tenant(schema),
  )
  return (rows[0]?.seen ?? 0) === BATCH
}
