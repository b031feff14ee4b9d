import { textIn } from '@tenon/sdk/contract/locale'
import type { RoleGrants, RowScope } from '@tenon/sdk/contract/role-grants'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { AccessGround } from './access-ground.ts'
import { ADMIN_ROLE } from './built-in-roles.ts'
import { customerAccess } from './customer-access.ts'
import { withDerivedRights } from './derived-rights.ts'
import type { EntityAccess, EntityAction } from './entity-access.ts'
import { knownLookUp, type LookUp } from './known-look-up.ts'
import { pluginAccess } from './plugin-access.ts'
import { isExpression } from './read-tenant-rights.ts'
import { rightHolders } from './right-holders.ts'
import type { RightSource } from './right-source.ts'
import { roleAccess } from './role-access.ts'
import { roleSources } from './role-sources.ts'
import { makeTenantRightsStore, type TenantRights } from './tenant-rights-store.ts'

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
  /** Reads who may do what in the tenant again at the next question; all processes do so soon after `announceRights`. */
  forget(schema: string): void
  /** Calls when they have changed, in whatever process; the function returned ends that. */
  onChange(schema: string, listener: () => void): () => void
  /** What the rights of a person or key over an entity come from, for explaining them; none of anybody else. */
  sources(ctx: RequestContext, model: CompiledModel, entity: string): Promise<readonly RightSource[]>
  /** Whether a role of the actor names this right; an admin and the system have every one. */
  hasRight(ctx: RequestContext, right: string): Promise<boolean>
  /** Stops listening to the database. */
  close(): Promise<void>
}

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  zones: Pick<TenantZones, 'get'>
}

/** The one engine that decides who may do what. What it does not allow is denied. */
export function makeAccess({ database, models, zones }: Dependencies): Access {
  const store = makeTenantRightsStore({ database })

  async function groundOf({ tenant, actor }: RequestContext, model: CompiledModel): Promise<AccessGround> {
    const rights = await store.get(tenant)
    const people = asksPeople(rights, personOf(actor)) ? await rights.people() : null
    const timeZone = rights.hasConditions ? await zones.get(tenant) : 'UTC'
    return { model, schema: tenant.schema, rights, people, now: new Date(), timeZone }
  }

  const of = async (ctx: RequestContext, model: CompiledModel) => actorAccess(ctx, await groundOf(ctx, model))

  return {
    of,
    requireAccess: async (ctx, entity, action) => (await of(ctx, await models.get(ctx.tenant))).require(entity, action),
    requireAdmin: async (ctx) => requireAdmin(ctx),
    sources: async (ctx, model, name) => sourcesOf(ctx.actor, { ground: await groundOf(ctx, model), name }),
    hasRight: async (ctx, right) => hasRight(await store.get(ctx.tenant), ctx.actor, right),
    forget: store.forget,
    onChange: store.onChange,
    close: store.close,
  }
}

const EVERYTHING = {
  canRead: () => true,
  canWrite: () => true,
  canShow: () => true,
  canReveal: () => true,
  fieldRows: () => 'all' as const,
  canOverride: true,
  standIn: null,
  canShare: true,
}

/** Who is asked in the end: a plugin acts for somebody. */
function personOf(actor: Actor): Actor {
  return actor.kind === 'plugin' ? personOf(actor.onBehalfOf) : actor
}

const OF_PEOPLE = new Set<unknown>(['team', 'teamAndBelow'])
const OF_TERRITORIES = new Set<unknown>(['territory', 'territoryAndBelow'])

/** Whether the tenant's people are needed to say what the actor may. */
function asksPeople({ roles, delegations }: TenantRights, actor: Actor): boolean {
  if (actor.kind !== 'user') return false
  if (delegations.some(({ standIn }) => standIn === actor.id)) return true
  return actor.roles.some((role) => hasScope(roles.get(role), (scope) => OF_PEOPLE.has(scope)))
}

function hasScope(grants: RoleGrants | undefined, is: (scope: RowScope | undefined) => boolean): boolean {
  return Object.values(grants ?? {}).some((grant) =>
    [grant.create, grant.read, grant.update, grant.delete].some((scope) => is(scope)),
  )
}

function hasRight({ named }: TenantRights, actor: Actor, right: string): boolean {
  const person = personOf(actor)
  if (person.kind === 'system') return true
  if (person.kind !== 'user' && person.kind !== 'apiKey') return false
  return person.roles.some((role) => role === ADMIN_ROLE || named.get(role)?.includes(right) === true)
}

function actorAccess(ctx: RequestContext, ground: AccessGround): ActorAccess {
  const lookUp = lookUpOf(ctx.actor, ground)
  const refer = ctx.actor.kind === 'plugin' ? lookUpOf(ctx.actor.onBehalfOf, ground) : lookUp
  const readable = (found: EntityAccess | null) => (found === null || found.rows('read') === 'none' ? null : found)
  return {
    require: (name, action) => {
      const found = lookUp(name)
      // Whoever looks as somebody else is kept from writing at the edge already; this is the wall behind it.
      const isViewer = ctx.viewer !== undefined && action !== 'read'
      if (found === null || isViewer || found.rows(action) === 'none') throw forbidden(ctx, { entity: name, action })
      return found
    },
    readable: (name) => readable(lookUp(name)),
    referable: (name) => readable(refer(name)),
  }
}

function lookUpOf(actor: Actor, ground: AccessGround): LookUp {
  if (dependsOnTime(ground.rights, personOf(actor))) return makeLookUp(actor, ground)
  return knownLookUp(actor, ground, () => makeLookUp(actor, ground))
}

/** Conditions may be about the time, and stand-ins begin and end: what follows from these is worked out at each request. */
function dependsOnTime({ roles, delegations }: TenantRights, actor: Actor): boolean {
  if (actor.kind === 'user' && delegations.some(({ standIn }) => standIn === actor.id)) return true
  const names = actor.kind === 'user' || actor.kind === 'apiKey' ? actor.roles : []
  return names.some((role) => hasScope(roles.get(role), (scope) => isExpression(scope) || OF_TERRITORIES.has(scope)))
}

function makeLookUp(actor: Actor, ground: AccessGround): LookUp {
  const kept = new Map<string, EntityAccess>()
  const lookUp: LookUp = (name) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const entity = ground.model.entities.get(name)
    if (entity === undefined) return null
    const found = withDerivedRights(accessTo(entity, actor, ground), lookUp)
    kept.set(name, found)
    return found
  }
  return lookUp
}

type Person = Extract<Actor, { kind: 'user' | 'apiKey' }>

function entitySources(ground: AccessGround, actor: Person, entity: CompiledEntity): RightSource[] {
  return rightHolders(ground, actor).flatMap((holder) => roleSources(ground, holder, entity))
}

function sourcesOf(actor: Actor, { ground, name }: { ground: AccessGround; name: string }): RightSource[] {
  const entity = ground.model.entities.get(name)
  if (entity === undefined || (actor.kind !== 'user' && actor.kind !== 'apiKey')) return []
  return entitySources(ground, actor, entity)
}

function accessTo(entity: CompiledEntity, actor: Actor, ground: AccessGround): EntityAccess {
  switch (actor.kind) {
    case 'user':
    case 'apiKey':
      return roleAccess(entity, entitySources(ground, actor, entity))
    case 'customer':
      return customerAccess(entity, actor)
    case 'plugin':
      return pluginAccess(accessTo(entity, actor.onBehalfOf, ground), actor.capabilities)
    case 'system':
      return { entity, rows: () => 'all', ...EVERYTHING }
  }
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
