import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import type { Selectable } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TagTable } from '../../db/tag-table.ts'
import { isUuid } from '../is-uuid.ts'
import type { Queryable } from '../queryable.ts'
import { noSuchTag } from './tag-error.ts'

export type StoredTag = Selectable<TagTable>

/** @throws TenonError NOT_FOUND */
export async function requireTag(db: Queryable, ctx: RequestContext, id: string): Promise<StoredTag> {
  const tag = isUuid(id) ? await db.selectFrom('_tag').selectAll().where('id', '=', id).executeTakeFirst() : undefined
  if (tag === undefined) throw noSuchTag(ctx, id)
  return tag
}

/** A tag as callers know it; entities that `knows` says no to are not named. */
export function tagInfo(tag: StoredTag, knows: (entity: string) => boolean): TagInfo {
  const { id, name, hue, entities, archived_at, leaving_since } = tag
  const shown = entities === null ? null : entities.filter(knows)
  return { id, name, hue, entities: shown, archived: archived_at !== null, leaving: leaving_since !== null }
}
