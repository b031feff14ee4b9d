import type { MatchKind } from '@tenon/sdk/contract/entity-schema'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledMatch } from './compiled-model.ts'

/**
 * By what values are the same, as text; null where nothing is. Exactly the same in the index and in what asks it. An id is
 * its own key.
 */
export function matchKeySql(schema: string, by: MatchKind, value: RawBuilder<unknown>): RawBuilder<unknown> {
  if (by === 'address') return sql`${sql.id(schema, '_match_address')}(${value})`
  return sql`${sql.id(schema, '_match_key')}(${sql.lit(by)}, ${value})`
}

/** Whether records are found by the match through an index of its own: ids have one, names are searched for. */
export function needsMatchIndex({ field, by }: CompiledMatch): boolean {
  return by !== 'name' && !isIdMatch(field)
}

export function isIdMatch({ columns }: CompiledMatch['field']): boolean {
  return columns[0]?.type === 'uuid'
}
