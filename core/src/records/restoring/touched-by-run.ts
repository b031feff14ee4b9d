import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import type { TouchedRecord } from './touched-records.ts'

interface Touch {
  /** The request id under which the run has written. */
  run: string
  entity: string
  /** UUIDs. */
  ids: readonly string[]
}

/** `undoneAs`: the version that this request has given the record already, on an earlier try. */
export type TouchedByRun = TouchedRecord & { undoneAs: number | null }

/** What a run did to records, each with all that anybody else has changed of it since, by id. */
export async function readTouchedByRun(
  db: Queryable,
  ctx: RequestContext,
  { run, entity, ids }: Touch,
): Promise<Map<string, TouchedByRun>> {
  const audit = systemTable(ctx, '_audit')
  const since = sql`s.entity = ${entity}::text and s.record_id = r.id and s.version > r.last
    and s.action <> 'record.reveal' and s.request_id <> ${run}::text
    and s.request_id <> ${ctx.requestId}::text`
  const { rows } = await sql<TouchedByRun>`
    with own as materialized (
      select a.* from ${audit} a
      where a.entity = ${entity}::text and a.request_id = ${run}::text and a.version is not null
        and a.record_id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)))
        and a.action <> 'record.reveal'
    ), records as (
      select o.record_id as id, (array_agg(o.id order by o.version, o.id))[1] as entry, max(o.version) as last,
        bool_or(o.action = 'create') as created,
        (array_agg(o.action order by o.version desc) filter (where o.action in ('delete', 'restore')))[1] = 'delete' as deleted
      from own o group by o.record_id
    )
    select ${entity}::text as entity, r.id, r.entry, r.created, coalesce(r.deleted, false) as deleted,
      array(select distinct k from own o, jsonb_object_keys(o.changes) k where o.record_id = r.id) as fields,
      array(select distinct k from ${audit} s, jsonb_object_keys(s.changes) k where ${since}) as "changedSince",
      exists (select 1 from ${audit} s where ${since}) as "othersSince",
      (select max(s.version) from ${audit} s where s.entity = ${entity}::text and s.record_id = r.id
        and s.version > r.last and s.request_id = ${ctx.requestId}::text) as "undoneAs"
    from records r`.execute(db)
  return new Map(
    rows.map((row) => {
      return [row.id, { ...row, changedSince: row.changedSince.filter((name) => row.fields.includes(name)) }]
    }),
  )
}
