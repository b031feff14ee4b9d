import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { findQueryField, queryFieldNames } from './find-query-field.ts'
import { withStaleFields } from './stale-fields.ts'

/** A row as JSON: unlike `jsonb_build_object`, it knows no limit of fifty fields. */
export function rowJson(columns: readonly RawBuilder<unknown>[]): RawBuilder<JsonValue> {
  return sql<JsonValue>`(select to_jsonb(x) from (select ${sql.join(columns)}) x)`
}

/** The named fields of an entity, each under its name, over table alias `alias`. */
export function namedColumns(
  entity: CompiledEntity,
  { names, alias }: { names: readonly string[]; alias: string },
): RawBuilder<unknown>[] {
  return names.flatMap((name) => {
    const field = findQueryField(entity, name)
    return field === undefined ? [] : [sql`${field.selectJson(alias)} as ${sql.id(name)}`]
  })
}

/** JSON of all fields and `$stale`, whoever asks: for hooks, audit and events, never for an answer. */
export function completeJson(entity: CompiledEntity, alias: string): RawBuilder<JsonValue> {
  const chosen = { names: queryFieldNames(entity), alias }
  return withStaleFields(rowJson(namedColumns(entity, chosen)), entity, chosen)
}
