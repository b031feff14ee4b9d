import type { RecordFilter } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { callerGround } from './caller-ground.ts'
import { compileFilter } from './compile-filter.ts'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'
import { searchPredicate } from './search-predicate.ts'

export interface Matching {
  where?: RecordFilter | undefined
  search?: string | undefined
  deleted?: boolean | undefined
}

/**
 * Which rows a list shows: those that the actor may read, that are live (or deleted), that the filter
 * selects and in which a searchable field contains the text.
 * @throws TenonError BAD_REQUEST
 */
export function matchingRows(scope: RecordScope, matching: Matching & { alias: string }): RawBuilder<boolean> {
  const { alias, where, search, deleted = false } = matching
  const parts = [
    sql<boolean>`${sql.ref(`${alias}.deleted_at`)} ${deleted ? sql`is not null` : sql`is null`}`,
    rowPredicate(scope.access, { action: 'read', alias }),
  ]
  if (where !== undefined) parts.push(compileFilter(where, callerGround(scope, alias)))
  if (search !== undefined && search.trim() !== '') parts.push(searchPredicate(scope, search.trim(), alias))
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}
