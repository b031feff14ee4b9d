import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import { findQueryField } from './find-query-field.ts'
import { type RecordScope, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

interface LabelledFields {
  alias: string
  /** Fields that are shown; the references and users among them get labels. */
  names: readonly string[]
}

/** `$labels`: id → title of what the shown references and user fields name, as far as the actor may read it. */
export function selectLabels(scope: RecordScope, { alias, names }: LabelledFields): RawBuilder<JsonValue> | null {
  const pairs = names.flatMap((name) => labelPair(scope, alias, name) ?? [])
  if (pairs.length === 0) return null
  return sql<JsonValue>`(select coalesce(jsonb_object_agg(v.id, v.label), '{}')
    from (values ${sql.join(pairs)}) v(id, label) where v.id is not null and v.label is not null)`
}

function labelPair(scope: RecordScope, alias: string, name: string): RawBuilder<unknown> | null {
  if (name === 'ownerId') return userPair(scope, sql`${sql.ref(`${alias}.owner_id`)}`)
  const field = scope.entity.fields.get(name)
  if (field?.type !== 'user' && field?.type !== 'reference') return null
  const id = findQueryField(scope, scope.entity, name)?.comparable(alias)
  if (id === undefined) return null
  return field.type === 'user' ? userPair(scope, id) : referencePair(scope, id, field)
}

function userPair({ ctx }: RecordScope, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${id}, (select u.name from ${systemTable(ctx, '_user')} u where u.id = ${id}))`
}

function referencePair(scope: RecordScope, id: RawBuilder<unknown>, field: CompiledField): RawBuilder<unknown> | null {
  const target = scope.rights.readable(field.schema.reference?.entity ?? '')
  if (target === null || !target.canShow(target.entity.titleField.name)) return null
  return sql`(${id}, (select ${target.entity.titleField.titleText('t')} from ${tableOf(scope.ctx, target.entity)} t
    where t.id = ${id} and ${rowPredicate(target, { action: 'read', alias: 't' })}))`
}
