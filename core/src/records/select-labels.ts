import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { isIdList, linkTarget } from '../model/field-link.ts'
import { findQueryField } from './find-query-field.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { fieldPredicate, rowPredicate } from './row-predicate.ts'

/** PostgreSQL gives a function a hundred arguments at most. */
const MAX_PAIRS = 40

interface LabelledFields {
  alias: string
  /** Fields that are shown; the references and users among them get labels. */
  names: readonly string[]
}

/** The title of what one shown field of a record names, for a row of an answer; null where that is not told. */
interface LabelColumn {
  /** Field that holds the id. */
  name: string
  id: RawBuilder<unknown>
  title: RawBuilder<string | null>
}

/**
 * The same as `selectLabels` in columns: those of fields that hold one id by themselves, `$labels` of the others; a look-up
 * alone costs PostgreSQL a quarter of what it costs as JSON.
 */
export function labelColumns(scope: RecordScope, { alias, names }: LabelledFields) {
  const single = names.flatMap((name) => labelColumn(scope, alias, name))
  const rest = names.filter((name) => !single.some((column) => column.name === name))
  return { single, rest: listLabels(scope, { alias, names: rest }) }
}

function labelColumn(scope: RecordScope, alias: string, name: string): LabelColumn[] {
  if (name === 'ownerId') {
    const id = sql.ref(`${alias}.owner_id`)
    return [{ name, id, title: systemTitle(scope, '_user')(id) }]
  }
  const field = scope.entity.fields.get(name)
  const queried = findQueryField(scope, scope.entity, name)
  if (field === undefined || queried === undefined || field.derivation !== null || isIdList(field)) return []
  const title = fieldTitle(scope, field)
  const id = queried.comparable(alias)
  return title === null ? [] : [{ name, id, title: title(id) }]
}

/** `$labels`: id → title of what the shown references and user fields name, as far as the actor may read it. */
export function selectLabels(scope: RecordScope, { alias, names }: LabelledFields): RawBuilder<JsonValue> | null {
  const single = names.flatMap((name) => labelColumn(scope, alias, name))
  const rest = names.filter((name) => !single.some((column) => column.name === name))
  const parts = Array.from({ length: Math.ceil(single.length / MAX_PAIRS) }, (_, at) =>
    pairs(single.slice(at * MAX_PAIRS, (at + 1) * MAX_PAIRS)),
  )
  const lists = listLabels(scope, { alias, names: rest })
  if (lists !== null) parts.push(lists)
  return parts.length === 0 ? null : sql<JsonValue>`(${sql.join(parts, sql` || `)})`
}

/** A key of JSON is never null, and without an id there is no title: such a pair goes again. */
function pairs(columns: readonly LabelColumn[]): RawBuilder<JsonValue> {
  const list = columns.map(({ id, title }) => sql`coalesce(${id}::text, ''), ${title}`)
  return sql<JsonValue>`jsonb_strip_nulls(jsonb_build_object(${sql.join(list)}))`
}

function listLabels(scope: RecordScope, { alias, names }: LabelledFields): RawBuilder<JsonValue> | null {
  const named = names.flatMap((name) => labelRows(scope, alias, name))
  if (named.length === 0) return null
  return sql<JsonValue>`(select coalesce(jsonb_object_agg(v.id, v.label), '{}')
    from (${sql.join(named, sql` union all `)}) v(id, label) where v.id is not null and v.label is not null)`
}

/** SELECT of id and title of all that the field of one record names. */
function labelRows(scope: RecordScope, alias: string, name: string): RawBuilder<unknown>[] {
  if (name === TAGS_FIELD && hasCommonTags(scope.entity)) return tagRows(scope, alias)
  const field = scope.entity.fields.get(name)
  const queried = findQueryField(scope, scope.entity, name)
  if (field === undefined || queried === undefined) return []
  if (field.type === 'anyReference') return anyRows(scope, field, queried.selectJson(alias))
  const title = fieldTitle(scope, field)
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
  const title = field === undefined ? null : fieldTitle(scope, field)
  return title === null ? [] : [titled(ids, title)]
}

/** How to find the title of what the field's ids name; null where they name nothing with a title that may be told. */
function fieldTitle(scope: RecordScope, { schema }: CompiledField): Title | null {
  const target = linkTarget(schema)
  if (target === null) return null
  return 'table' in target ? systemTitle(scope, target.table) : recordTitle(scope, target.entity)
}

function anyRows(scope: RecordScope, { schema }: CompiledField, json: RawBuilder<unknown>): RawBuilder<unknown>[] {
  return (schema.targets?.entities ?? []).flatMap((entity) => {
    const title = recordTitle(scope, entity)
    const id = sql`select (j.held ->> 'id')::uuid from (select ${json}) j(held) where j.held ->> 'entity' = ${entity}`
    return title === null ? [] : [titled(id, title)]
  })
}

/** Title of what an id names. */
type Title = (id: RawBuilder<unknown>) => RawBuilder<string | null>

function titled(ids: RawBuilder<unknown>, title: Title): RawBuilder<unknown> {
  return sql`select n.id, ${title(sql`n.id`)} from (${ids}) n(id)`
}

function systemTitle({ ctx }: RecordScope, table: '_user' | '_team' | '_tag'): Title {
  return (id) => sql<string | null>`(select u.name from ${systemTable(ctx, table)} u where u.id = ${id})`
}

function recordTitle(scope: RecordScope, entity: string): Title | null {
  const target = scope.rights.readable(entity)
  if (target === null || !target.canShow(target.entity.titleField.name)) return null
  const { titleField } = target.entity
  const open = fieldPredicate(target, { field: titleField.name, right: 'read', alias: 't' })
  // Without a name is something else than not to be seen.
  return (id) => sql<
    string | null
  >`(select coalesce(${titleField.titleText('t')}, '') from ${tableOf(scope.ctx, target.entity)} t
    where t.id = ${id} and ${rowPredicate(target, { action: 'read', alias: 't' })}
      ${open === null ? sql`` : sql`and ${open}`})`
}
