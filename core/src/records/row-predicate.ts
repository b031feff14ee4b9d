import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess, EntityAction } from '../access/entity-access.ts'
import { compileFilter } from './compile-filter.ts'
import { storedQueryField } from './stored-query-field.ts'

/** The rows on which the actor may do this, as SQL over table alias `alias`. */
export function rowPredicate(
  access: EntityAccess,
  { action, alias }: { action: EntityAction; alias: string },
): RawBuilder<boolean> {
  const rule = access.rows(action)
  if (rule === 'all') return sql<boolean>`true`
  if (rule === 'none') return sql<boolean>`false`
  return compileFilter(rule, {
    alias,
    locale: 'en',
    // No rule compares points in time.
    timeZone: 'UTC',
    // A row rule is ours, not the caller's: it may look at fields that the actor may not read.
    field: (name) => {
      const field = storedQueryField(access.entity, name)
      if (field === undefined) throw new Error(`Row rule of '${access.entity.name}' names no field: '${name}'`)
      return field
    },
  })
}
