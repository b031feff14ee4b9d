import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'

/** Where an event's `before` has only what differs from its `after`: names of what the record had no value for. */
const DIFFERING = '$differing'

/**
 * What an event keeps of a record before a change, beside the whole record after it: an event is written when it happens and
 * once more when it is delivered, and most changes are of a few fields.
 */
export function differingBefore(before: JsonObject, after: JsonObject): JsonObject {
  const differing: JsonObject = {}
  const without: string[] = []
  for (const name in before) {
    // Where both are the very same value; two lists of the same are told as different, which says nothing wrong.
    if ((before[name] ?? null) !== null && before[name] !== after[name]) differing[name] = before[name] ?? null
  }
  for (const name in after) {
    if ((after[name] ?? null) !== null && (before[name] ?? null) === null) without.push(name)
  }
  // The time of the change is given by PostgreSQL.
  return { ...differing, updatedAt: before['updatedAt'] ?? null, [DIFFERING]: without }
}

/** The whole record before the change, over an outbox row. */
export function wholeBefore(alias: string): RawBuilder<unknown> {
  const [before, after] = [sql.ref(`${alias}.before`), sql.ref(`${alias}.after`)]
  const without = sql`array(select jsonb_array_elements_text(${before} -> ${sql.lit(DIFFERING)}))`
  return sql`case when ${before} ? ${sql.lit(DIFFERING)} then (${after} - ${without}) || (${before} - ${sql.lit(DIFFERING)})
    else ${before} end`
}
