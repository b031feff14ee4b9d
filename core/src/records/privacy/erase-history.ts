import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { redactEntries } from '../../audit/chain/redact-entries.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { COMMON_LABELS } from '../common-labels.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import type { ErasedBatch } from './erased-batch.ts'

export interface ErasedHistory {
  entries: number
  /** Fields of which something was told, by record. */
  byRecord: ReadonlyMap<string, ReadonlySet<string>>
}

/** Facts of Tenon's own that are kept like changes of fields. */
const OTHER_ACTIONS = ['action.run', 'record.reveal', 'erase']

/**
 * Takes values of personal fields, and of fields that the model has no more, out of the audit trail, and what people wrote as
 * reasons. Who changed which field when stays, and the chain still holds.
 */
export async function eraseHistory(trx: Queryable, ctx: RequestContext, batch: ErasedBatch): Promise<ErasedHistory> {
  const audit = systemTable(ctx, '_audit')
  const mine = whereTold(batch, 'a')
  const { rows } = await sql<{ id: string; fields: string[] }>`
    select a.record_id as id, array_agg(distinct c.key) as fields
    from ${audit} a, jsonb_each(a.changes) c where ${mine} and ${isTold(batch, 'c')} group by a.record_id`.execute(trx)
  const entries = await redactEntries(trx, ctx.tenant.schema, {
    kind: 'redaction',
    statement: sql<{ id: string }>`update ${audit} a set reason = null, details = a.details #- '{override,reason}',
      changes = (select coalesce(jsonb_object_agg(c.key,
        case when ${isTold(batch, 'c')} then '{"old": null, "new": null, "erased": true}'::jsonb else c.value end), '{}') from jsonb_each(a.changes) c)
      where ${mine} returning a.id`,
  })
  return { entries, byRecord: new Map(rows.map(({ id, fields }) => [id, new Set(fields)])) }
}

/** Entries of the records that still tell something. */
export function whereTold(batch: Pick<ErasedBatch, 'entity' | 'ids' | 'fields'>, alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql<boolean>`${column('entity')} = ${batch.entity.name}::text and ${column('record_id')} = any(${idArray(batch.ids)})
    and ${column('action')} <> all(${OTHER_ACTIONS}::text[])
    and (${column('reason')} is not null or ${column('details')} #> '{override,reason}' is not null
      or exists (select 1 from jsonb_each(${column('changes')}) t where ${isTold(batch, 't')}))`
}

/** A change of `jsonb_each` whose values have to go and are still there. */
function isTold({ entity, fields }: Pick<ErasedBatch, 'entity' | 'fields'>, alias: string): RawBuilder<boolean> {
  const personal = fields.map(({ name }) => name)
  const known = [...entity.fields.keys(), ...Object.keys(COMMON_LABELS), TAGS_FIELD]
  const key = sql.ref(`${alias}.key`)
  return sql<boolean>`((${key} = any(${personal}::text[]) or ${key} <> all(${known}::text[]))
    and not jsonb_exists(${sql.ref(`${alias}.value`)}, 'erased'))`
}
