import { textIn } from '@tenon/sdk/contract/locale'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { ADMIN_ROLE } from './built-in-roles.ts'
import { customerAccess } from './customer-access.ts'
import { withDerivedRights } from './derived-rights.ts'
import type { EntityAccess, EntityAction } from './entity-access.ts'
import { pluginAccess } from './plugin-access.ts'
import { roleAccess } from './role-access.ts'
import { makeRoleStore, type Roles } from './role-store.ts'

/** Rights of one actor over one model version; asking costs no query. */
export interface ActorAccess {
  /** @throws TenonError FORBIDDEN, the same whether the entity does not exist or the action is not allowed */
  require(entity: string, action: EntityAction): EntityAccess
  /** Null where the actor may not read the entity, or there is none. */
  readable(entity: string): EntityAccess | null
  /**
   * Records of the entity that a reference may name. For a plugin these are the ones that whoever caused the call
   * may read: it may pass on an id that it was given, without the capability to read what it names.
   */
  referable(entity: string): EntityAccess | null
}

export interface Access {
  of(ctx: RequestContext, model: CompiledModel): Promise<ActorAccess>
  /** @throws TenonError FORBIDDEN */
  requireAccess(ctx: RequestContext, entity: string, action: EntityAction): Promise<EntityAccess>
  /** Only a person or key with the role `admin`, and the system. @throws TenonError FORBIDDEN */
  requireAdmin(ctx: RequestContext): Promise<void>
  /** Reads the tenant's roles again at the next question. */
  forget(schema: string): void
}

/** The one engine that decides who may do what. What it does not allow is denied. */
export function makeAccess({ database, models }: { database: Database; models: Pick<ModelStore, 'get'> }): Access {
  const roles = makeRoleStore({ database })

  async function of(ctx: RequestContext, model: CompiledModel): Promise<ActorAccess> {
    const known = await roles.get(ctx.tenant)
    return actorAccess(ctx, { model, roles: known })
  }

  return {
    of,
    requireAccess: async (ctx, entity, action) => (await of(ctx, await models.get(ctx.tenant))).require(entity, action),
    requireAdmin: async (ctx) => requireAdmin(ctx),
    forget: roles.forget,
  }
}

const EVERYTHING = {
  canRead: () => true,
  canWrite: () => true,
  canShow: () => true,
  canReveal: () => true,
  canOverride: true,
}

interface Ground {
  model: CompiledModel
  roles: Roles
}

function actorAccess(ctx: RequestContext, ground: Ground): ActorAccess {
  const lookUp = lookUpOf(ctx.actor, ground)
  const refer = ctx.actor.kind === 'plugin' ? lookUpOf(ctx.actor.onBehalfOf, ground) : lookUp
  const readable = (found: EntityAccess | null) => (found === null || found.rows('read') === 'none' ? null : found)
  return {
    require: (name, action) => {
      const found = lookUp(name)
      if (found === null || found.rows(action) === 'none') throw forbidden(ctx, { entity: name, action })
      return found
    },
    readable: (name) => readable(lookUp(name)),
    referable: (name) => readable(refer(name)),
  }
}

type LookUp = (name: string) => EntityAccess | null

/** An actor is one object for as long as a sign-in is remembered: what it may is worked out once for all its requests. */
const known = new WeakMap<Actor, Ground & { lookUp: LookUp }>()

function lookUpOf(actor: Actor, ground: Ground): LookUp {
  const kept = known.get(actor)
  if (kept?.model === ground.model && kept.roles === ground.roles) return kept.lookUp
  const lookUp = makeLookUp(actor, ground)
  known.set(actor, { ...ground, lookUp })
  return lookUp
}

function makeLookUp(actor: Actor, { model, roles }: Ground): LookUp {
  const kept = new Map<string, EntityAccess>()
  const lookUp: LookUp = (name) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const entity = model.entities.get(name)
    if (entity === undefined) return null
    const found = withDerivedRights(accessTo(entity, { actor, roles }), lookUp)
    kept.set(name, found)
    return found
  }
  return lookUp
}

function accessTo(entity: CompiledEntity, { actor, roles }: { actor: Actor; roles: Roles }): EntityAccess {
  switch (actor.kind) {
    case 'user':
    case 'apiKey':
      return roleAccess(entity, { actor, grants: grantsOf(actor.roles, roles) })
    case 'customer':
      return customerAccess(entity, actor)
    case 'plugin':
      return pluginAccess(accessTo(entity, { actor: actor.onBehalfOf, roles }), actor.capabilities)
    case 'system':
      return { entity, rows: () => 'all', ...EVERYTHING }
  }
}

function grantsOf(names: readonly string[], roles: Roles): RoleGrants[] {
  return names.map((name) => roles.get(name)).filter((grants) => grants !== undefined)
}

function requireAdmin(ctx: RequestContext): void {
  const { actor } = ctx
  if (actor.kind === 'system') return
  if ((actor.kind === 'user' || actor.kind === 'apiKey') && actor.roles.includes(ADMIN_ROLE)) return
  const message = { en: 'Only an administrator may do this.', 'zh-CN': '只有管理员可以执行此操作。' }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
}

const ACTION_WORDS = {
  create: { en: 'create', 'zh-CN': '新建' },
  read: { en: 'read', 'zh-CN': '查看' },
  update: { en: 'change', 'zh-CN': '修改' },
  delete: { en: 'delete', 'zh-CN': '删除' },
} as const

function forbidden(ctx: RequestContext, { entity, action }: { entity: string; action: EntityAction }): TenonError {
  const word = textIn(ACTION_WORDS[action], ctx.locale)
  const message = {
    en: `You may not ${word} records of '${entity}', or there is no such entity.`,
    'zh-CN': `您无权${word}“${entity}”的记录，或该实体不存在。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
}
