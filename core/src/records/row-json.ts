import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { DerivedScope } from './derived-scope.ts'
import { findQueryField, writtenFieldNames } from './find-query-field.ts'
import { withStaleFields } from './stale-fields.ts'
import { storedQueryField } from './stored-query-field.ts'

/** A row as `json`, for answers: unlike `json_build_object`, it knows no limit of fifty fields. */
export function rowJson(columns: readonly RawBuilder<unknown>[]): RawBuilder<JsonValue> {
  return sql<JsonValue>`(select row_to_json(x) from (select ${sql.join(columns)}) x)`
}

/** The same as `jsonb`, which can be compared and added to. */
function rowJsonb(columns: readonly RawBuilder<unknown>[]): RawBuilder<JsonValue> {
  return sql<JsonValue>`(select to_jsonb(x) from (select ${sql.join(columns)}) x)`
}

/** The named fields of an entity, each under its name, over table alias `alias`. */
export function namedColumns(
  entity: CompiledEntity,
  { names, alias, scope = null }: { names: readonly string[]; alias: string; scope?: DerivedScope | null },
): RawBuilder<unknown>[] {
  return names.flatMap((name) => {
    const field = scope === null ? storedQueryField(entity, name) : findQueryField(scope, entity, name)
    return field === undefined ? [] : [sql`${field.selectValue?.(alias) ?? field.selectJson(alias)} as ${sql.id(name)}`]
  })
}

/**
 * JSON of all stored fields and `$stale`, whoever asks: for hooks, audit and events, never for an answer. What is worked
 * out when it is read is not in it: it depends on who reads, and changes without the record. Tags are where they are asked for.
 */
export function completeJson(
  entity: CompiledEntity,
  alias: string,
  { tagged = false }: { tagged?: boolean } = {},
): RawBuilder<JsonValue> {
  const chosen = { names: writtenFieldNames(entity, tagged), alias }
  return withStaleFields(rowJsonb(namedColumns(entity, chosen)), entity, chosen)
}
