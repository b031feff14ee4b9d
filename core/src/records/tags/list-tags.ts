import { type ListTagsInput, MANAGE_TAGS, type TagPage } from '@tenon/sdk/contract/tags-api'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { makeOpenScope, type ScopeDependencies } from '../record-scope.ts'
import { likePattern } from '../search-predicate.ts'
import { requireTag, tagInfo } from './stored-tag.ts'
import { tagKey } from './tag-name.ts'
import { isByTyping, mayTag, type TagAccess } from './tag-rights.ts'

const DEFAULT_LIMIT = 50

interface Dependencies extends ScopeDependencies {
  database: Database
  access: TagAccess
}

/** Makes the function that lists the catalogue of tags, a page at a time. */
export function makeListTags({ database, access, models, zones }: Dependencies) {
  const openScope = makeOpenScope({ models, access, zones })
  return async (ctx: RequestContext, input: ListTagsInput = {}): Promise<TagPage> => {
    const { entity, limit = DEFAULT_LIMIT } = input
    const scope = entity === undefined ? null : await openScope(ctx, { entity, action: 'read' })
    const rights = scope?.rights ?? (await access.of(ctx, await models.get(ctx.tenant)))
    const rows = await readPage(database, ctx, { ...input, limit })
    const mayManage = await access.hasRight(ctx, MANAGE_TAGS)
    const mayType = scope !== null && mayTag(scope.access) && (await isByTyping(database, ctx))
    const knows = (name: string) => rights.readable(name) !== null
    const tags = rows.slice(0, limit).map((tag) => tagInfo(tag, knows))
    return {
      tags,
      next: rows.length > limit ? (tags.at(-1)?.id ?? null) : null,
      mayManage,
      mayCreate: mayManage || mayType,
    }
  }
}

/** One more than the page, to know whether others follow. */
async function readPage(
  database: Database,
  ctx: RequestContext,
  { entity, search, ids, archived = ids !== undefined, limit, after }: ListTagsInput & { limit: number },
) {
  const db = database.tenant(ctx.tenant.schema)
  const from = after === undefined ? null : await requireTag(db, ctx, after)
  const key = tagKey(search ?? '')
  let query = db
    .selectFrom('_tag')
    .selectAll()
    .orderBy('key')
    .limit(limit + 1)
  if (from !== null) query = query.where('key', '>', from.key)
  if (ids !== undefined) query = query.where(sql<boolean>`id = any(${ids}::uuid[])`)
  if (!archived) query = query.where('archived_at', 'is', null).where('leaving_since', 'is', null)
  if (entity !== undefined) query = query.where(sql<boolean>`(entities is null or ${entity}::text = any(entities))`)
  if (key !== '') query = query.where(sql<boolean>`key like ${likePattern(sql<string>`cast(${key} as text)`)}`)
  return query.execute()
}
