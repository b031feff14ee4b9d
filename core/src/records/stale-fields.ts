import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'

/** Whether the field's value is to be worked out again: its code failed, or was another one. */
export function isStale({ computed }: ComputedField, alias: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(`${alias}.${computed.column.name}`)} is distinct from ${computed.code}::text`
}

/**
 * A record's JSON with `$stale`: the names of those computed fields among `names` whose values are to be worked out
 * again. Without the key where there is none.
 */
export function withStaleFields(
  json: RawBuilder<JsonValue>,
  entity: CompiledEntity,
  { names, alias }: { names: readonly string[]; alias: string },
): RawBuilder<JsonValue> {
  const fields = entity.computedFields.filter(({ name }) => names.includes(name))
  if (fields.length === 0) return json
  const pairs = fields.map((field) => sql`(${field.name}::text, ${isStale(field, alias)})`)
  return sql<JsonValue>`((${json})::jsonb || (
    select case when count(*) = 0 then '{}'::jsonb else jsonb_build_object('$stale', jsonb_agg(s.name)) end
    from (values ${sql.join(pairs)}) s(name, stale) where s.stale))`
}
