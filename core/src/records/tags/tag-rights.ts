import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { MANAGE_TAGS } from '@tenon/sdk/contract/tags-api'
import type { EntityAccess } from '../../access/entity-access.ts'
import type { Access, ActorAccess } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { readTagsByTyping } from '../../db/tags-by-typing.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { tagError } from './tag-error.ts'

export type TagAccess = Pick<Access, 'of' | 'hasRight'>

/** @throws TenonError FORBIDDEN */
export async function requireTagManager(access: TagAccess, ctx: RequestContext): Promise<void> {
  if (await access.hasRight(ctx, MANAGE_TAGS)) return
  throw tagError(ctx, {
    code: 'FORBIDDEN',
    text: {
      en: `Only who has the right '${MANAGE_TAGS}' may change the tags that there are.`,
      'zh-CN': `只有拥有“${MANAGE_TAGS}”权限的人可以更改标签目录。`,
    },
  })
}

/** Entities, by key, whose records the actor may put tags on. */
export function taggable(model: CompiledModel, rights: ActorAccess): string[] {
  return [...model.entities.keys()].filter((name) => {
    const access = rights.readable(name)
    return access !== null && mayTag(access)
  })
}

export function mayTag(access: EntityAccess): boolean {
  return hasCommonTags(access.entity) && access.rows('update') !== 'none' && access.canWrite(TAGS_FIELD)
}

/** Whether the tenant lets people who tag records make tags as they type them. */
export function isByTyping(database: Database, { tenant }: RequestContext): Promise<boolean> {
  return readTagsByTyping(database.tenant(tenant.schema))
}
