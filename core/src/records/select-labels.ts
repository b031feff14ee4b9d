import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { findQueryField } from './find-query-field.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { fieldPredicate, rowPredicate } from './row-predicate.ts'

interface LabelledFields {
  alias: string
  /** Fields that are shown; the references and users among them get labels. */
  names: readonly string[]
}

/** `$labels`: id → title of what the shown references and user fields name, as far as the actor may read it. */
export function selectLabels(scope: RecordScope, { alias, names }: LabelledFields): RawBuilder<JsonValue> | null {
  const named = names.flatMap((name) => labelRows(scope, alias, name))
  if (named.length === 0) return null
  return sql<JsonValue>`(select coalesce(jsonb_object_agg(v.id, v.label), '{}')
    from (${sql.join(named, sql` union all `)}) v(id, label) where v.id is not null and v.label is not null)`
}

/** SELECT of id and title of all that the field of one record names. */
function labelRows(scope: RecordScope, alias: string, name: string): RawBuilder<unknown>[] {
  if (name === 'ownerId') return [titled(sql`select ${sql.ref(`${alias}.owner_id`)}`, systemTitle(scope, '_user'))]
  if (name === TAGS_FIELD && hasCommonTags(scope.entity)) return tagRows(scope, alias)
  const field = scope.entity.fields.get(name)
  const queried = findQueryField(scope, scope.entity, name)
  if (field === undefined || queried === undefined) return []
  if (field.type === 'anyReference') return anyRows(scope, field, queried.selectJson(alias))
  const target = linkTarget(field.schema)
  const title =
    target === null ? null : 'table' in target ? systemTitle(scope, target.table) : recordTitle(scope, target.entity)
  if (title === null) return []
  const held = queried.comparable(alias)
  return [titled(isIdList(field) ? sql`select unnest(${held})` : sql`select ${held}`, title)]
}

function tagRows(scope: RecordScope, alias: string): RawBuilder<unknown>[] {
  const held = findQueryField(scope, scope.entity, TAGS_FIELD)?.comparable(alias)
  return held === undefined ? [] : [titled(sql`select unnest(${held})`, systemTitle(scope, '_tag'))]
}

/** SELECT of id and title of what ids in a field of that name stand for; none where they stand for nothing with a name. */
export function keyLabels(
  scope: RecordScope,
  { name, ids }: { name: string; ids: RawBuilder<unknown> },
): RawBuilder<unknown>[] {
  if (name === 'ownerId') return [titled(ids, systemTitle(scope, '_user'))]
  if (name === TAGS_FIELD && hasCommonTags(scope.entity)) return [titled(ids, systemTitle(scope, '_tag'))]
  const field = scope.entity.fields.get(name)
  const target = field === undefined ? null : linkTarget(field.schema)
  if (target === null) return []
  const title = 'table' in target ? systemTitle(scope, target.table) : recordTitle(scope, target.entity)
  return title === null ? [] : [titled(ids, title)]
}

function anyRows(scope: RecordScope, { schema }: CompiledField, json: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return (schema.targets?.entities ?? []).flatMap((entity) => {
    const title = recordTitle(scope, entity)
    const id = sql`select (j.held ->> 'id')::uuid from (select ${json}) j(held) where j.held ->> 'entity' = ${entity}`
    return title === null ? [] : [titled(id, title)]
  })
}

/** Title of what `n.id` names. */
type Title = RawBuilder<unknown>

function titled(ids: RawBuilder<unknown>, title: Title): RawBuilder<unknown> {
  return sql`select n.id, ${title} from (${ids}) n(id)`
}

function systemTitle({ ctx }: RecordScope, table: '_user' | '_team' | '_tag'): Title {
  return sql`(select u.name from ${systemTable(ctx, table)} u where u.id = n.id)`
}

function recordTitle(scope: RecordScope, entity: string): Title | null {
  const target = scope.rights.readable(entity)
  if (target === null || !target.canShow(target.entity.titleField.name)) return null
  const { titleField } = target.entity
  const open = fieldPredicate(target, { field: titleField.name, right: 'read', alias: 't' })
  return sql`(select ${titleField.titleText('t')} from ${tableOf(scope.ctx, target.entity)} t
    where t.id = n.id and ${rowPredicate(target, { action: 'read', alias: 't' })}
      ${open === null ? sql`` : sql`and ${open}`})`
}
