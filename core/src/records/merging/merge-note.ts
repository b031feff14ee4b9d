import { type RawBuilder, sql } from 'kysely'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { fieldPredicate, rowPredicate } from '../row-predicate.ts'

/**
 * What the audit entry at alias `a` has to do with a merge, as a `MergeNote` without records that the reader may not see;
 * null for most entries.
 */
export function mergeNote(scope: RecordScope): RawBuilder<unknown> {
  const { ctx, access, entity } = scope
  const { titleField } = entity
  const open = fieldPredicate(access, { field: titleField.name, right: 'read', alias: 'm' }) ?? sql<boolean>`true`
  const title = access.canShow(titleField.name)
    ? sql`case when ${open} then ${titleField.titleText('m')} end`
    : sql`null`
  const record = sql`jsonb_build_object('id', m.id, 'title', ${title})`
  const visible = rowPredicate(access, { action: 'read', alias: 'm' })
  const table = tableOf(ctx, entity)
  const fact = sql`a.details -> 'merged'`
  return sql`(case when ${fact} is not null then jsonb_strip_nulls(jsonb_build_object(
    'merge', ${fact} ->> 'merge', 'undone', ${fact} -> 'undone')) || coalesce(
      case when ${fact} ? 'from' then jsonb_build_object('from', coalesce((
        select jsonb_agg(${record} order by m.id) from ${table} m
        where m.id in (select jsonb_array_elements_text(${fact} -> 'from')::uuid) and ${visible}), '[]')) end, '{}')
    || coalesce(case when a.action = 'delete' then (
        select jsonb_build_object('into', ${record}) from ${systemTable(ctx, '_merged_record')} g
        join ${table} m on m.id = g.into_id
        where g.merge_id = (${fact} ->> 'merge')::uuid and g.record_id = a.record_id and ${visible}) end, '{}') end)`
}
