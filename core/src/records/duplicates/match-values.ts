import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledDuplicateRule, CompiledMatch } from '../../model/compiled-model.ts'
import { isIdMatch, matchKeySql } from '../../model/duplicate-match.ts'

/** A rule with what an index can be asked about, and the names that are compared afterwards. */
export interface SplitRule {
  exact: readonly CompiledMatch[]
  names: readonly CompiledMatch[]
}

export function splitRule({ match }: CompiledDuplicateRule): SplitRule {
  return { exact: match.filter(({ by }) => by !== 'name'), names: match.filter(({ by }) => by === 'name') }
}

/** Whether the record has a value in all that the rule looks at; without, it is like no other. */
export function isFilled({ match }: CompiledDuplicateRule, values: JsonObject): boolean {
  return match.every(({ field }) => {
    const value = values[field.name] ?? null
    return value !== null && value !== ''
  })
}

/** The value as a parameter's JSON holds it. */
export function boundValue({ field }: CompiledMatch, value: JsonValue): JsonValue {
  const bound = field.toColumns(value)
  const held = bound[field.columns[0]?.name ?? '']
  return typeof held === 'string' && field.columns[0]?.type === 'jsonb'
    ? JSON.parse(held)
    : ((held ?? null) as JsonValue)
}

/** The key of the row at an alias, as the index has it. */
export function rowKey(schema: string, { field, by }: CompiledMatch, alias: string): RawBuilder<unknown> {
  const column = sql.ref(`${alias}.${field.columns[0]?.name ?? ''}`)
  return isIdMatch(field) ? sql`${column}` : matchKeySql(schema, by, sql`${column}`)
}

/** The same of a value that comes as a parameter of the column's type. */
export function valueKey(
  schema: string,
  { field, by }: CompiledMatch,
  value: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return isIdMatch(field) ? value : matchKeySql(schema, by, value)
}

/** Text by which a row's names are compared. */
export function nameText({ field }: CompiledMatch, alias: string): RawBuilder<unknown> {
  return field.searchText(alias)
}
