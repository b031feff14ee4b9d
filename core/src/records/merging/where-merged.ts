import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { fieldPredicate, rowPredicate } from '../row-predicate.ts'

/** A record may have been merged into one that was merged into another, and so on. */
const MOST_STEPS = 20

interface Row {
  id: string
  title: string | null
}

/**
 * The answer for a record that is not there. To who may see the record that it was merged into, and it itself as long as it is
 * in the trash, that one is told with it, in a problem of the rule `merged`.
 */
export async function notFoundOrMerged(db: Queryable, scope: RecordScope, id: string): Promise<TenonError> {
  const missing = recordNotFound(scope, id)
  const { ctx, access, entity } = scope
  const { titleField } = entity
  const open = fieldPredicate(access, { field: titleField.name, right: 'read', alias: 'r' }) ?? sql<boolean>`true`
  const title = access.canShow(titleField.name)
    ? sql`case when ${open} then ${titleField.titleText('r')} end`
    : sql`null`
  const { rows } = await sql<Row>`
    with recursive went as (
      select ${id}::uuid as id, 0 as step
      union all
      select g.into_id, w.step + 1 from went w
        join ${systemTable(ctx, '_merged_record')} g on g.record_id = w.id and g.entity = ${entity.name}::text
        join ${systemTable(ctx, '_merge')} m on m.id = g.merge_id and m.undone_at is null
        left join ${tableOf(ctx, entity)} o on o.id = w.id
        left join ${systemTable(ctx, '_trash')} t on t.record_id = w.id
      where w.step < ${sql.lit(MOST_STEPS)} and (o.id is null or t.merge_id = g.merge_id)
    )
    select r.id, ${title} as title from went w join ${tableOf(ctx, entity)} r on r.id = w.id and r.deleted_at is null
    where w.step > 0 and ${rowPredicate(access, { action: 'read', alias: 'r' })}
      and not exists (select 1 from ${tableOf(ctx, entity)} o
        where o.id = ${id}::uuid and not coalesce(${rowPredicate(access, { action: 'read', alias: 'o' })}, false))
    order by w.step desc limit 1`.execute(db)
  const [into] = rows
  if (into === undefined) return missing
  const shown = into.title ?? into.id
  const message = {
    en: `It was merged into '${shown}' (${into.id}).`,
    'zh-CN': `它已合并到“${shown}”（${into.id}）。`,
  }
  const told = textIn(message, ctx.locale)
  const records = [{ entity: entity.name, id: into.id, title: into.title }]
  return new TenonError({
    code: 'NOT_FOUND',
    message: `${missing.message} ${told}`,
    problems: [{ pointer: '/id', message: told, rule: 'merged', records }],
  })
}
