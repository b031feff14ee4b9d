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
  scope: RecordScope,
  states: { current: JsonObject; state: JsonObject },
): Promise<JsonObject> {
  const { state } = states
  if (!hasCommonTags(scope.entity)) return state
  return withoutLost(await readLivingTags(db, scope, [state]), states)
}

/** Tags of these states that somebody could put on a record of the entity now. */
export async function readLivingTags(
  db: Queryable,
  { ctx, entity }: RecordScope,
  states: readonly JsonObject[],
): Promise<ReadonlySet<string>> {
  const named = hasCommonTags(entity) ? states.flatMap((state) => tagsOf(state) ?? []) : []
  if (named.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`select t.id from ${systemTable(ctx, '_tag')} t
    where t.id = any(${[...new Set(named)]}::uuid[]) and t.archived_at is null and t.leaving_since is null
      and (t.entities is null or ${entity.name}::text = any(t.entities))`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** The state with those of its tags that live, or that the record has anyway. */
export function withoutLost(
  living: ReadonlySet<string>,
  { current, state }: { current: JsonObject; state: JsonObject },
): JsonObject {
  const tags = tagsOf(state)
  if (tags === null) return state
  const held = new Set(tagsOf(current) ?? [])
  const kept = tags.filter((id) => living.has(id) || held.has(id))
  return { ...state, [TAGS_FIELD]: kept.length === 0 ? null : kept }
}

function tagsOf(state: JsonObject): string[] | null {
  const tags = state[TAGS_FIELD]
  return Array.isArray(tags) ? tags.map(String) : null
}
