import type { Filter } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { compileFilter } from './compile-filter.ts'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'
import { searchPredicate } from './search-predicate.ts'
import { findableField } from './visible-field.ts'

export interface Matching {
  where?: Filter | undefined
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
  if (where !== undefined) parts.push(callerFilter(scope, where, alias))
  if (search !== undefined && search.trim() !== '') parts.push(searchPredicate(scope, search.trim(), alias))
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

function callerFilter(scope: RecordScope, where: Filter, alias: string): RawBuilder<boolean> {
  return compileFilter(where, {
    alias,
    locale: scope.ctx.locale,
    timeZone: scope.timeZone,
    field: (name, pointer) => findableField(scope, { name, pointer }),
  })
}
