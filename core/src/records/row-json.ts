import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { StoredForm } from '../model/field-types/stored-form.ts'
import type { DerivedScope } from './derived-scope.ts'
import { findQueryField, writtenFieldNames } from './find-query-field.ts'
import { withStaleFields } from './stale-fields.ts'
import { storedQueryField } from './stored-query-field.ts'

/** A value of a row, and what it is called there. */
export interface NamedColumn {
  name: string
  value: RawBuilder<unknown>
  /** The same value in columns that are read outside PostgreSQL, where there is such a form. */
  parts?: { values: RawBuilder<unknown>[]; read: ((parts: readonly JsonValue[]) => JsonValue) | null }
  /** And in columns as they are stored. */
  stored?: { values: RawBuilder<unknown>[]; form: StoredForm }
}

export function asColumn({ name, value }: NamedColumn): RawBuilder<unknown> {
  return sql`${value} as ${sql.id(name)}`
}

/** A row as `json`, for answers: unlike `json_build_object`, it knows no limit of fifty fields. */
export function rowJson(columns: readonly NamedColumn[]): RawBuilder<JsonValue> {
  return sql<JsonValue>`(select row_to_json(x) from (select ${sql.join(columns.map(asColumn))}) x)`
}

/** The same as `jsonb`, which can be compared and added to. */
function rowJsonb(columns: readonly NamedColumn[]): RawBuilder<JsonValue> {
  return sql<JsonValue>`(select to_jsonb(x) from (select ${sql.join(columns.map(asColumn))}) x)`
}

/** The named fields of an entity, each under its name, over table alias `alias`. */
export function namedColumns(
  entity: CompiledEntity,
  { names, alias, scope = null }: { names: readonly string[]; alias: string; scope?: DerivedScope | null },
): NamedColumn[] {
  return names.flatMap((name) => {
    const field = scope === null ? storedQueryField(entity, name) : findQueryField(scope, entity, name)
    if (field === undefined) return []
    const { parts, stored } = field
    const value = field.selectValue?.(alias) ?? field.selectJson(alias)
    return [
      {
        ...{ name, value },
        ...(parts !== undefined && { parts: { values: parts.select(alias), read: parts.read } }),
        ...(stored !== undefined && { stored: { values: stored.select(alias), form: stored.form } }),
      },
    ]
  })
}

/**
 * JSON of all stored fields and `$stale`, whoever asks: for hooks, audit and events, never for an answer. What is worked
 * out when it is read is not in it: it depends on who reads, and changes without the record. Tags are where they are asked for.
 */
export function completeJson(
  entity: CompiledEntity,
  alias: string,
  { tagged = false, part }: { tagged?: boolean; part?: ReadonlySet<string> | undefined } = {},
): RawBuilder<JsonValue> {
  const names = writtenFieldNames(entity, tagged)
  const shown = part === undefined ? names : names.filter((name) => mayHold(entity, part, name))
  const json = rowJsonb(namedColumns(entity, { names: shown, alias }))
  const empty = names.filter((name) => !shown.includes(name)).map((name) => [name, null])
  const all =
    empty.length === 0
      ? json
      : sql<JsonValue>`(${sql.lit(JSON.stringify(Object.fromEntries(empty)))}::jsonb || ${json})`
  return withStaleFields(all, entity, { names, alias })
}

/**
 * What `completeJson` has of a row, made of what it had before and of the fields in `part`, which alone may have changed;
 * null where it does not follow from that.
 */
export function changedJson(
  entity: CompiledEntity,
  alias: string,
  { before, part, tagged = false }: { before: RawBuilder<JsonValue>; part: ReadonlySet<string>; tagged?: boolean },
): RawBuilder<JsonValue> | null {
  if (entity.computedFields.length > 0) return null
  const names = writtenFieldNames(entity, tagged).filter((name) => mayHold(entity, part, name))
  return sql<JsonValue>`(${before} || ${rowJsonb(namedColumns(entity, { names, alias }))})`
}

/** Common fields and numbers, which the statement itself gives, are always among those that may have a value. */
function mayHold(entity: CompiledEntity, part: ReadonlySet<string>, name: string): boolean {
  const field = entity.fields.get(name)
  return field === undefined || field.type === 'sequence' || part.has(name)
}
