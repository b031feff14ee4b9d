import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { hasCommonTags } from '../model/common-tags.ts'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'
import { type SelectedParts, selectRecord } from './select-record.ts'
import { visibleFieldNames } from './visible-field.ts'

/** Whoever writes tags is told which there are now, where he may read them. */
function writtenTags({ access, entity, tagged = false }: RecordScope): Pick<SelectedParts, 'fields'> {
  if (!tagged || !hasCommonTags(entity) || !access.canRead(TAGS_FIELD)) return {}
  return { fields: [...visibleFieldNames(access), TAGS_FIELD] }
}

/**
 * The answer to a write over `alias`: the record as the actor may see it. Of a record that the actor may write and not read,
 * only its id and version.
 */
export function selectWritten(scope: RecordScope, parts: SelectedParts & { alias: string }): RawBuilder<JsonValue> {
  const { access } = scope
  const record = selectRecord(scope, { ...parts, ...writtenTags(scope) })
  const rule = access.rows('read')
  if (rule === 'all' || rule === 'none') return record
  const { alias } = parts
  const bare = sql`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'version', ${sql.ref(`${alias}.version`)})`
  return sql<JsonValue>`(case when ${rowPredicate(access, { action: 'read', alias })} then (${record})::json else ${bare} end)`
}
