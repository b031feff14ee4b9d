import { HUES } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import {
  type CreateTagInput,
  MANAGE_TAGS,
  TAG_LIMITS,
  type TagInfo,
  type TagsApi,
  type UpdateTagInput,
} from '@tenon/sdk/contract/tags-api'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { ActorAccess } from '../../access/make-access.ts'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { expectedNames } from '../../model/expected-names.ts'
import { settleClaim } from '../idempotency/settle-claim.ts'
import type { Queryable } from '../queryable.ts'
import type { ScopeDependencies } from '../record-scope.ts'
import { makeCountTags } from './count-tags.ts'
import { makeListTags } from './list-tags.ts'
import { onceTags } from './once-tags.ts'
import { makeRemoveTag } from './remove-tag.ts'
import { requireTag, type StoredTag, tagInfo } from './stored-tag.ts'
import { tagError } from './tag-error.ts'
import { checkTagName } from './tag-name.ts'
import { isByTyping, requireTagManager, type TagAccess, taggable } from './tag-rights.ts'

interface Dependencies extends ScopeDependencies {
  database: Database
  access: TagAccess
}

/** Makes the verbs on the catalogue of tags; entities go by keys. */
export function makeTags(dependencies: Dependencies): WithContext<TagsApi> {
  const { database, access, models } = dependencies

  async function groundOf(ctx: RequestContext): Promise<Ground> {
    const model = await models.get(ctx.tenant)
    return { ctx, model, rights: await access.of(ctx, model), isManager: await access.hasRight(ctx, MANAGE_TAGS) }
  }

  /** One at a time in a tenant: names are unique, and so is what is counted. */
  const write = (ctx: RequestContext, work: (trx: Queryable) => Promise<StoredTag>) =>
    database.transaction(ctx.tenant.schema, async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`tags ${ctx.tenant.schema}`}::text, 0))`.execute(trx)
      return work(trx)
    })

  return onceTags(database, {
    list: makeListTags(dependencies),
    counts: makeCountTags(dependencies),
    ...makeRemoveTag(dependencies),

    async create(ctx, { name, hue, entities = null }) {
      const ground = await groundOf(ctx)
      await requireMaker(database, ground, entities)
      const stored = await write(ctx, async (trx) => {
        const count = await requireRoom(trx, ctx)
        const row = {
          ...{ id: uuidv7(), ...(await freeName(trx, ctx, { name })) },
          ...{ hue: hue ?? HUES[(count + 1) % HUES.length] ?? 'gray', entities: checkEntities(ground, entities) },
          created_by: actorReference(ctx.actor),
        }
        const tag = await trx.insertInto('_tag').values(row).returningAll().executeTakeFirstOrThrow()
        await note(trx, ctx, { action: 'tag.create', id: tag.id, details: told(tag) })
        await settleClaim(trx, ctx, [infoFor(ground, tag)])
        return tag
      })
      return infoFor(ground, stored)
    },

    async update(ctx, input) {
      await requireTagManager(access, ctx)
      const ground = await groundOf(ctx)
      const stored = await write(ctx, async (trx) => {
        const before = await requireTag(trx, ctx, input.id)
        const changes = await changesOf(trx, ground, { before, input })
        if (Object.keys(changes).length === 0) return before
        const after = await trx
          .updateTable('_tag')
          .set(changes)
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow()
        await note(trx, ctx, { action: 'tag.update', id: before.id, details: { old: told(before), new: told(after) } })
        return after
      })
      return infoFor(ground, stored)
    },
  })
}

interface Ground {
  ctx: RequestContext
  model: CompiledModel
  rights: ActorAccess
  isManager: boolean
}

function infoFor({ rights }: Ground, tag: StoredTag): TagInfo {
  return tagInfo(tag, (entity) => rights.readable(entity) !== null)
}

function told({ name, hue, entities, archived_at }: StoredTag): JsonObject {
  return { name, hue, entities, archived: archived_at !== null }
}

function note(db: Queryable, ctx: RequestContext, change: { action: string; id: string; details: JsonObject }) {
  return insertAdminAudit(db, ctx, change)
}

/** Who manages tags may make any; where typing makes tags, so may who can put one of these on a record. */
async function requireMaker(
  database: Database,
  { ctx, model, rights, isManager }: Ground,
  entities: CreateTagInput['entities'],
): Promise<void> {
  if (isManager) return
  const open = taggable(model, rights)
  const fits =
    entities === null || entities === undefined ? open.length > 0 : entities.some((one) => open.includes(one))
  if (fits && (await isByTyping(database, ctx))) return
  throw tagError(ctx, {
    code: 'FORBIDDEN',
    text: {
      en: `You may not make new tags: it takes the right '${MANAGE_TAGS}'.`,
      'zh-CN': `您无权新建标签：需要“${MANAGE_TAGS}”权限。`,
    },
  })
}

async function requireRoom(db: Queryable, ctx: RequestContext): Promise<number> {
  const { count } = await db.selectFrom('_tag').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow()
  if (count < TAG_LIMITS.perTenant) return count
  throw tagError(ctx, {
    code: 'CONFLICT',
    text: {
      en: `There are ${count} tags already, which is the most: merge or delete some.`,
      'zh-CN': `已有 ${count} 个标签，达到上限：请合并或删除一些。`,
    },
  })
}

/** The name as it is stored: no other tag has it. */
async function freeName(db: Queryable, ctx: RequestContext, given: { id?: string; name: string }) {
  const checked = checkTagName(given.name, ctx.locale)
  const taken = await db.selectFrom('_tag').select(['id', 'name']).where('key', '=', checked.key).executeTakeFirst()
  if (taken === undefined || taken.id === given.id) return checked
  throw tagError(ctx, {
    code: 'VALIDATION_FAILED',
    text: { en: `There is a tag “${taken.name}” already.`, 'zh-CN': `已有标签“${taken.name}”。` },
    pointer: '/name',
    rule: 'taken',
  })
}

/** Entities that there are and the actor knows of, each once. */
function checkEntities({ ctx, model, rights }: Ground, entities: readonly string[] | null): string[] | null {
  if (entities === null) return null
  const known = [...model.entities.keys()].filter((name) => rights.readable(name) !== null)
  for (const [index, name] of entities.entries()) {
    if (known.includes(name)) continue
    const expected = expectedNames(name, known)
    throw tagError(ctx, {
      code: 'VALIDATION_FAILED',
      text: {
        en: `There is no entity '${name}'; ${expected.en}`,
        'zh-CN': `没有实体“${name}”；${expected['zh-CN']}`,
      },
      pointer: `/entities/${index}`,
      rule: 'entity',
    })
  }
  return [...new Set(entities)]
}

/** What is given and is not so yet. Entities that the actor does not know of stay. */
async function changesOf(
  db: Queryable,
  ground: Ground,
  { before, input }: { before: StoredTag; input: UpdateTagInput },
) {
  const { name, hue, entities, archived } = input
  const named = name === undefined ? null : await freeName(db, ground.ctx, { id: before.id, name })
  const isArchived = before.archived_at !== null
  const unseen = (before.entities ?? []).filter((one) => ground.rights.readable(one) === null)
  const chosen = entities === undefined ? undefined : checkEntities(ground, entities)
  return {
    ...(named !== null && named.name !== before.name && named),
    ...(hue !== undefined && hue !== before.hue && { hue }),
    ...(chosen !== undefined && { entities: chosen === null ? null : [...chosen, ...unseen] }),
    ...(archived !== undefined && archived !== isArchived && { archived_at: archived ? sql<Date>`now()` : null }),
  }
}
