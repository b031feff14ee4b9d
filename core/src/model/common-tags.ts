import { TAGS_FIELD } from '@tenon/sdk/contract/record'

/** Column of every entity's table that holds the ids of a record's tags; null where it has none. */
export const TAGS_COLUMN = '_tags'

/** Whether records have the tags that all records can have; an entity with a field of that name keeps its own. */
export function hasCommonTags({ fields }: { fields: ReadonlyMap<string, unknown> }): boolean {
  return !fields.has(TAGS_FIELD)
}
