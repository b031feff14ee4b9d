import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'
import { type SelectedParts, selectRecord } from './select-record.ts'

/**
 * The answer to a write over `alias`: the record as the actor may see it. Of a record that the actor may write and not read,
 * only its id and version.
 */
export function selectWritten(scope: RecordScope, parts: SelectedParts & { alias: string }): RawBuilder<JsonValue> {
  const record = selectRecord(scope, parts)
  const { access } = scope
  const rule = access.rows('read')
  if (rule === 'all' || rule === 'none') return record
  const { alias } = parts
  const bare = sql`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'version', ${sql.ref(`${alias}.version`)})`
  return sql<JsonValue>`(case when ${rowPredicate(access, { action: 'read', alias })} then (${record})::json else ${bare} end)`
}
