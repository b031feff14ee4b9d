import { type RawBuilder, sql } from 'kysely'
import type { DerivedScope } from './derived-scope.ts'
import { rowPredicate } from './row-predicate.ts'

/** Records of another entity that the reader may see, over table alias `alias`. */
export function rowsInSight({ rights }: DerivedScope, entity: string, alias: string): RawBuilder<boolean> {
  const access = rights.readable(entity)
  return access === null ? sql<boolean>`false` : rowPredicate(access, { action: 'read', alias })
}
