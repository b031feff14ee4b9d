import type { ActorChanges } from '@tenon/sdk/contract/audit-api'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { personOf } from '../timeline/scan-entries.ts'

const SLACK_MS = 10 * 60_000

/** What somebody did to one record in the time asked about, all together. */
export interface TouchedRecord {
  entity: string
  id: string
  /** Their first entry. */
  entry: string
  created: boolean
  deleted: boolean
  fields: string[]
  /** Those of the fields that somebody else has changed after their last entry. */
  changedSince: string[]
  /** Somebody else has changed anything of it since. */
  othersSince: boolean
}

/** Records that somebody, or a plugin for them, changed in a time, in the order of their ids. Walks along the index of persons. */
export async function readTouched(
  db: Queryable,
  ctx: RequestContext,
  { actor, from, to, after, limit }: ActorChanges & { after: string | null; limit: number },
): Promise<TouchedRecord[]> {
  const audit = systemTable(ctx, '_audit')
  const { rows } = await sql<TouchedRecord>`
    with own as materialized (
      select a.* from ${audit} a where ${personOf('a')} = ${actor}::text
        and a.id >= ${firstIdAt(Date.parse(from) - SLACK_MS)}::uuid and a.id < ${firstIdAt(Date.parse(to) + SLACK_MS)}::uuid
        and a.at >= ${from}::timestamptz and a.at < ${to}::timestamptz and a.record_id is not null
        and a.version is not null and a.action not in ('record.reveal', 'erase')
        and (${after}::uuid is null or a.record_id > ${after}::uuid)
    ), records as (
      select o.entity, o.record_id as id, (array_agg(o.id order by o.version, o.id))[1] as entry, max(o.version) as last,
        bool_or(o.action = 'create') as created,
        (array_agg(o.action order by o.version desc) filter (where o.action in ('delete', 'restore')))[1] = 'delete' as deleted
      from own o group by o.entity, o.record_id order by o.record_id limit ${limit}::int
    )
    select r.entity, r.id, r.entry, r.created, coalesce(r.deleted, false) as deleted,
      array(select distinct k from own o, jsonb_object_keys(o.changes) k where o.record_id = r.id and o.entity = r.entity) as fields,
      array(select distinct k from ${audit} s, jsonb_object_keys(s.changes) k where s.entity = r.entity and s.record_id = r.id
        and s.version > r.last and s.action <> 'record.reveal' and ${personOf('s')} <> ${actor}::text) as "changedSince",
      exists (select 1 from ${audit} s where s.entity = r.entity and s.record_id = r.id and s.version > r.last
        and s.action <> 'record.reveal' and ${personOf('s')} <> ${actor}::text) as "othersSince"
    from records r order by r.id`.execute(db)
  return rows.map((row) => ({ ...row, changedSince: row.changedSince.filter((name) => row.fields.includes(name)) }))
}
