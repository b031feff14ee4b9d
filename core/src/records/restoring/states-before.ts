import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { rowPredicate } from '../row-predicate.ts'
import { type PastState, pastBody } from './state-as-of.ts'

export type StateBefore = Pick<PastState, 'current' | 'state' | 'erased' | 'unfit'>

interface Row {
  id: string
  body: JsonObject
  undone: Record<string, JsonValue> | null
  born: boolean
  gone: string[]
}

/** As `stateAsOf` before an entry each, of many records in one statement, by id; those that the actor may not see are missing. */
export async function statesBefore(
  db: Queryable,
  scope: RecordScope,
  records: ReadonlyArray<{ id: string; entry: string }>,
): Promise<Map<string, StateBefore>> {
  const { ctx, entity, access } = scope
  const audit = systemTable(ctx, '_audit')
  const given = JSON.stringify(records.map(({ id, entry }) => ({ id, entry })))
  const { rows } = await sql<Row>`
    with given as materialized (select * from jsonb_to_recordset(${given}::jsonb) as g(id uuid, entry uuid)),
    since as materialized (
      select a.* from given g join ${audit} a on a.entity = ${entity.name}::text and a.record_id = g.id
      where a.version is not null and a.action <> 'record.reveal' and a.version >= (
        select max(b.version) from ${audit} b
        where b.entity = ${entity.name}::text and b.record_id = g.id and b.id <= g.entry)
    )
    select r.id, ${completeJson(entity, 'r', { tagged: true })} as body,
      (select jsonb_object_agg(x.key, x.old) from (
        select distinct on (c.key) c.key, c.value -> 'old' as old from since s, jsonb_each(s.changes) c
        where s.record_id = r.id order by c.key, s.version, s.id) x) as undone,
      not exists (select 1 from since s where s.record_id = r.id and s.action = 'create') as born,
      array(select distinct c.key from since s, jsonb_each(s.changes) c
        where s.record_id = r.id and jsonb_exists(c.value, 'erased')) as gone
    from ${tableOf(ctx, entity)} r join given g on g.id = r.id
    where ${rowPredicate(access, { action: 'read', alias: 'r' })}`.execute(db)
  return new Map(
    rows.map(({ id, born, gone, ...row }) => {
      const { body, unfit } = pastBody(scope, row)
      return [id, { current: row.body, state: born ? body : null, erased: gone, unfit }]
    }),
  )
}
