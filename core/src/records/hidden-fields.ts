import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import { fieldPredicate } from './row-predicate.ts'

interface Named {
  names: readonly string[]
  alias: string
}

/** Which of the fields are closed on the row at the alias, as `text[]`; null where each is open on all rows. */
export function hiddenFields(access: EntityAccess, { names, alias }: Named): RawBuilder<string[]> | null {
  const parts = names.flatMap((field) => {
    const open = fieldPredicate(access, { field, right: 'read', alias })
    return open === null ? [] : [sql`case when ${open} then '{}'::text[] else array[${field}::text] end`]
  })
  return parts.length === 0 ? null : sql<string[]>`(${sql.join(parts, sql` || `)})`
}

/** A record's JSON without the fields that are closed on its row. */
export function withoutHidden(json: RawBuilder<JsonValue>, access: EntityAccess, named: Named): RawBuilder<JsonValue> {
  const hidden = hiddenFields(access, named)
  return hidden === null ? json : sql<JsonValue>`((${json})::jsonb - ${hidden})`
}
