import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable } from '../record-scope.ts'

export function isTags(entity: RecordScope['entity'], name: string): boolean {
  return name === TAGS_FIELD && hasCommonTags(entity)
}

/**
 * An earlier state without the tags that nobody could put on the record now: those that are gone. Ones that it has anyway
 * stay, whatever became of them.
 */
export async function withLivingTags(
  db: Queryable,
  { ctx, entity }: RecordScope,
  { current, state }: { current: JsonObject; state: JsonObject },
): Promise<JsonObject> {
  const tags = state[TAGS_FIELD]
  if (!Array.isArray(tags) || !hasCommonTags(entity)) return state
  const held = current[TAGS_FIELD]
  const { rows } = await sql<{ id: string }>`select t.id from ${systemTable(ctx, '_tag')} t
    where t.id = any(${tags.map(String)}::uuid[]) and t.archived_at is null and t.leaving_since is null
      and (t.entities is null or ${entity.name}::text = any(t.entities))`.execute(db)
  const known = new Set<unknown>([...rows.map(({ id }) => id), ...(Array.isArray(held) ? held : [])])
  const living = tags.filter((id) => known.has(id))
  return { ...state, [TAGS_FIELD]: living.length === 0 ? null : living }
}
