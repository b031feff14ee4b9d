import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import { hiddenFields } from '../hidden-fields.ts'
import { isUuid } from '../is-uuid.ts'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { rowPredicate } from '../row-predicate.ts'
import { valueOfNow } from './value-of-now.ts'

/** A moment, or an audit entry of the record: as it was before it, or from it on. */
export type PastPoint = { at: string } | { entry: string; side: 'before' | 'after' }

export interface PastState {
  /** The record as it is now, with all its stored fields, whoever asks. */
  current: JsonObject
  /** The same as it was; null where it did not exist yet. */
  state: JsonObject | null
  /** Something that was changed since has been erased from the trail, so that fields may be missing. */
  incomplete: boolean
  /** Fields whose values of then were a person's, whose data has been erased. */
  erased: readonly string[]
  /** Fields whose values of then nothing in the field as it is now stands for: they are in `state` as they were. */
  unfit: readonly string[]
  /** Fields that the actor does not see in this record. */
  hidden: readonly string[]
}

interface Row {
  body: JsonObject
  undone: Record<string, JsonValue> | null
  born: boolean
  erased: boolean
  gone: string[]
  /** Whether the entry is one of the record. */
  found: boolean
  hidden: string[] | null
  version: number | null
  at: string | null
  actor: string | null
}

/**
 * A record, live or deleted, as it was: what is stored now, with every change since taken back. One statement over the
 * record's own entries.
 * @throws TenonError NOT_FOUND where the actor may not see it, or the entry is not the record's
 */
export async function stateAsOf(
  db: Queryable,
  scope: RecordScope,
  { id, point }: { id: string; point: PastPoint },
): Promise<PastState> {
  const { ctx, entity, access } = scope
  if (!isUuid(id) || ('entry' in point && !isUuid(point.entry))) throw recordNotFound(scope, id)
  const own = sql`a.entity = ${entity.name}::text and a.record_id = ${id}::uuid and a.version is not null
    and a.action <> 'record.reveal'`
  const audit = systemTable(ctx, '_audit')
  const closed = hiddenFields(access, { names: [...entity.fields.keys()], alias: 'r' }) ?? sql`null::text[]`
  const { rows } = await sql<Row>`
    with since as (select a.* from ${audit} a where ${own} and ${isSince(audit, { entity: entity.name, id, point })})
    select ${completeJson(entity, 'r', { tagged: true })} as body,
      (select jsonb_object_agg(x.key, x.old) from (
        select distinct on (c.key) c.key, c.value -> 'old' as old from since s, jsonb_each(s.changes) c
        order by c.key, s.version, s.id) x) as undone,
      not exists (select 1 from since s where s.action = 'create') as born,
      exists (select 1 from since s where s.details ->> 'erased' = 'true'
) as erased,
      array(select distinct c.key from since s, jsonb_each(s.changes) c where jsonb_exists(c.value, 'erased')) as gone,
      ${isOwnEntry(audit, { entity: entity.name, id, point })} as found, ${closed} as hidden,
      last.version, last.at, last.actor
    from ${tableOf(ctx, entity)} r
    left join lateral (
      select a.version, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor
      from ${audit} a where ${own} and not exists (select 1 from since s where s.id = a.id)
      order by a.version desc, a.id desc limit 1) last on true
    where r.id = ${id}::uuid and ${rowPredicate(access, { action: 'read', alias: 'r' })}`.execute(db)
  const [row] = rows
  if (row === undefined || !row.found) throw recordNotFound(scope, id)
  const past = pastBody(scope, row)
  return {
    ...{ current: row.body, state: row.born ? past.body : null, unfit: past.unfit },
    incomplete: row.erased || row.gone.length > 0,
    erased: row.gone,
    hidden: row.hidden ?? [],
  }
}

/** Versions count up whichever process wrote, so that they order entries better than clocks do. */
function isSince(
  audit: RawBuilder<unknown>,
  { entity, id, point }: { entity: string; id: string; point: PastPoint },
): RawBuilder<unknown> {
  // Callers are told milliseconds.
  if ('at' in point) return sql`date_trunc('milliseconds', a.at) > ${point.at}::timestamptz`
  const reached = sql`(select max(b.version) from ${audit} b
    where b.entity = ${entity}::text and b.record_id = ${id}::uuid and b.id <= ${point.entry}::uuid)`
  return point.side === 'before' ? sql`a.version >= ${reached}` : sql`a.version > ${reached}`
}

function isOwnEntry(
  audit: RawBuilder<unknown>,
  { entity, id, point }: { entity: string; id: string; point: PastPoint },
): RawBuilder<boolean> {
  if ('at' in point) return sql<boolean>`true`
  return sql<boolean>`exists (select 1 from ${audit} e
    where e.id = ${point.entry}::uuid and e.entity = ${entity}::text and e.record_id = ${id}::uuid)`
}

/** What is stored now, with what was changed since as it was, in the form that its field has now. */
export function pastBody(
  scope: RecordScope,
  { body, undone, version = null, at, actor }: Pick<Row, 'body' | 'undone'> & Partial<Row>,
): { body: JsonObject; unfit: string[] } {
  const { fields } = scope.entity
  const known = Object.entries(undone ?? {}).filter(([name]) => fields.has(name) || Object.hasOwn(body, name))
  const unfit: string[] = []
  const past = known.map(([name, value]) => {
    const field = fields.get(name)
    const now = field === undefined || isDeepStrictEqual(value, body[name]) ? value : valueOfNow(scope, field, value)
    if (now === undefined) unfit.push(name)
    return [name, now === undefined ? value : now] as const
  })
  const stamp = version !== null && { version, updatedAt: at ?? null, updatedBy: actor ?? null }
  return { body: { ...body, ...Object.fromEntries(past), ...stamp }, unfit }
}
