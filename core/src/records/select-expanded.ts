import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import { withoutHidden } from './hidden-fields.ts'
import { maskedColumn } from './masked-column.ts'
import { queryProblem } from './query-problem.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { namedColumns, rowJson } from './row-json.ts'
import { rowPredicate } from './row-predicate.ts'
import { withStaleFields } from './stale-fields.ts'
import { shownField, visibleFieldNames } from './visible-field.ts'

const MAX_EXPANDED = 10

/**
 * `$expanded`: reference field → the record that it names, with the fields that the actor may read of it,
 * or null where it is empty, deleted or not for the actor's eyes.
 * @throws TenonError BAD_REQUEST for a field that is unknown, hidden or no reference
 */
export function selectExpanded(
  scope: RecordScope,
  { alias, expand }: { alias: string; expand: readonly string[] },
): RawBuilder<JsonValue> | null {
  if (expand.length === 0) return null
  if (expand.length > MAX_EXPANDED)
    throw problem(scope, '/expand', `at most ${MAX_EXPANDED} references can be expanded`)
  const parts = [...new Set(expand)].map((name, index) => {
    const field = shownField(scope, { name, pointer: `/expand/${index}` })
    const target = scope.entity.fields.get(name)?.schema.reference?.entity
    const { type } = scope.entity.fields.get(name) ?? {}
    if (type === 'multiReference') {
      const reason = `'${name}' names several records: read them by a filter on 'id'; '$labels' has what they are called`
      throw problem(scope, `/expand/${index}`, reason)
    }
    if (target === undefined) {
      throw problem(scope, `/expand/${index}`, `'${name}' is not a reference, so it cannot be expanded`)
    }
    const readable = scope.rights.readable(target)
    const record = readable === null ? sql`null` : expandedRecord(scope, readable, field.comparable(alias))
    return sql`${record} as ${sql.id(name)}`
  })
  return sql<JsonValue>`(select to_jsonb(e) from (select ${sql.join(parts)}) e)`
}

function expandedRecord(scope: RecordScope, target: EntityAccess, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const all = visibleFieldNames(target)
  const chosen = { names: all.filter((name) => target.canShow(name)), alias: 't' }
  const columns = [
    ...namedColumns(target.entity, { ...chosen, scope }),
    ...maskedColumn(target, { names: all, alias: 't' }),
  ]
  const open = withoutHidden(rowJson(columns), target, chosen)
  const record = withStaleFields(open, target.entity, chosen)
  return sql`(select ${record} from ${tableOf(scope.ctx, target.entity)} t
    where t.id = ${id} and t.deleted_at is null and ${rowPredicate(target, { action: 'read', alias: 't' })})`
}

function problem({ ctx }: RecordScope, pointer: string, message: string) {
  return queryProblem(ctx.locale, { pointer, message: { en: message, 'zh-CN': `expand：${message}` }, rule: 'expand' })
}
