import {
  type CreateSavedViewInput,
  type SavedView,
  type UpdateSavedViewInput,
  VIEW_LIMITS,
  type ViewAudience,
  type ViewDefinition,
  type ViewsApi,
} from '@tenon/sdk/contract/views-api'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../../access/make-access.ts'
import type { AdminChange } from '../../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { Queryable } from '../queryable.ts'
import { makeOpenScope, type OpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import { checkAudience, checkDefaultFor, checkViewName, type StoredAudience } from './check-view-words.ts'
import { checkDefinition, usableDefinition } from './definition-parts.ts'
import { mayChange, readViewRows, type ViewRow } from './read-view-rows.ts'
import { currentDefinition, type StoredDefinition, storedDefinition } from './stored-definition.ts'
import { type ViewCaller, viewCaller, viewError } from './view-caller.ts'

interface Dependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'hasRight'>
  recordChange(ctx: RequestContext, change: AdminChange): Promise<void>
}

type Views = WithContext<ViewsApi>

/** Makes the verbs over saved views; entities and fields by their keys. */
export function makeViews(dependencies: Dependencies): Views {
  const { database, access } = dependencies
  const openScope = makeOpenScope(dependencies)
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)

  async function open(ctx: RequestContext, { id, version }: { id: string; version: number }) {
    const caller = await viewCaller(ctx, access)
    const [row] = await readViewRows(dbOf(ctx), caller, { id })
    const scope = row === undefined ? null : await readableScope(openScope, ctx, row.entity)
    if (row === undefined || scope === null) throw missing(ctx)
    if (!mayChange(caller, row)) throw notYours(ctx, row)
    if (row.version !== version) throw conflict(ctx, row)
    return { caller, row, scope }
  }

  return {
    async list(ctx, { entity }) {
      const caller = await viewCaller(ctx, access)
      if (entity !== undefined) await openScope(ctx, { entity, action: 'read' })
      return listViews(dbOf(ctx), { ctx, caller, openScope, entity })
    },
    async create(ctx, input) {
      const caller = await viewCaller(ctx, access)
      const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
      const id = await insertView(dbOf(ctx), { scope, caller, input })
      return written(dependencies, ctx, { scope, caller, id, action: 'view.create' })
    },
    async update(ctx, input) {
      const { caller, row, scope } = await open(ctx, input)
      await updateView(dbOf(ctx), { scope, caller, input, row })
      return written(dependencies, ctx, { scope, caller, id: row.id, action: 'view.update' })
    },
    async delete(ctx, input) {
      const { caller, row, scope } = await open(ctx, input)
      const db = dbOf(ctx)
      const deletion = db.deleteFrom('_saved_view').where('id', '=', row.id).where('version', '=', input.version)
      const { numDeletedRows } = await deletion.executeTakeFirst()
      if (numDeletedRows === 0n) throw conflict(ctx, row)
      await db.deleteFrom('_list_preference').where('view', '=', row.id).execute()
      await audit(dependencies, ctx, { action: 'view.delete', row })
      return shown(scope, caller, row)
    },
    async reorder(ctx, { entity, ids }) {
      const caller = await viewCaller(ctx, access)
      await openScope(ctx, { entity, action: 'read' })
      const db = dbOf(ctx)
      await reorderViews(db, ctx, { rows: await readViewRows(db, caller, { entity }), ids, caller })
      return listViews(db, { ctx, caller, openScope, entity })
    },
  }
}

async function listViews(
  db: Queryable,
  {
    ctx,
    caller,
    openScope,
    entity,
  }: { ctx: RequestContext; caller: ViewCaller; openScope: OpenScope; entity?: string | undefined },
): Promise<SavedView[]> {
  const rows = await readViewRows(db, caller, entity === undefined ? {} : { entity })
  const entities = [...new Set(rows.map((row) => row.entity))]
  const scopes = await Promise.all(entities.map((name) => readableScope(openScope, ctx, name)))
  return rows.flatMap((row) => {
    const scope = scopes[entities.indexOf(row.entity)] ?? null
    return scope === null ? [] : [shown(scope, caller, row)]
  })
}

/** Null where the actor may not read the entity, or there is none any more. */
async function readableScope(openScope: OpenScope, ctx: RequestContext, entity: string): Promise<RecordScope | null> {
  return openScope(ctx, { entity, action: 'read' }).catch((error: { code?: string }) => {
    if (error.code === 'FORBIDDEN') return null
    throw error
  })
}

function shown(scope: RecordScope, caller: ViewCaller, row: ViewRow): SavedView {
  const stored = row.definition as StoredDefinition
  const current = currentDefinition(scope.model, { entity: row.entity, stored })
  const { definition, omitted } = usableDefinition(scope, current)
  const canChange = mayChange(caller, row)
  const { hidden, gone } = omitted
  return {
    ...{ id: row.id, entity: row.entity, name: row.name, ...definition },
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    sharedWith: row.audience === 'some' ? { roles: row.roles, teams: row.teams } : row.audience,
    ...{ defaultFor: row.default_for, version: row.version, updatedAt: row.updated_at.toISOString(), canChange },
    isDefault: row.default_for.some((role) => caller.roles.includes(role)),
    omitted: canChange ? omitted : { hidden: hidden + gone.length, gone: [] },
  }
}

interface Writing {
  scope: RecordScope
  caller: ViewCaller
}

async function insertView(
  db: Queryable,
  { scope, caller, input }: Writing & { input: CreateSavedViewInput },
): Promise<string> {
  const { ctx, entity } = scope
  const { where = null, sort = null, columns = null, sharedWith = 'nobody', defaultFor = [] } = input
  const name = checkViewName(ctx, input.name)
  const definition = { where, sort, columns }
  checkDefinition(scope, definition)
  const audience = await checkAudience(db, ctx, { sharedWith, caller })
  const roles = await checkDefaultFor(db, ctx, { roles: defaultFor, audience: audience.audience, caller })
  await requireRoom(db, scope, caller)
  const id = uuidv7()
  const last = sql<number>`(select coalesce(max(position), 0) + 1 from ${sql.id(ctx.tenant.schema, '_saved_view')}
    where entity = ${entity.name})`
  await db
    .insertInto('_saved_view')
    .values({
      ...{ id, entity: entity.name, name, owner_id: caller.userId, ...audience, default_for: roles, position: last },
      definition: stored(scope, definition),
      ...{ version: 1, updated_by: actorReference(ctx.actor) },
    })
    .execute()
  return id
}

function stored({ model, entity }: RecordScope, definition: ViewDefinition): string {
  return JSON.stringify(storedDefinition(model, { entity: entity.name, definition }))
}

/** What is left out of the input stays as it is stored, with parts that the caller does not see. */
async function updateView(
  db: Queryable,
  { scope, caller, input, row }: Writing & { input: UpdateSavedViewInput; row: ViewRow },
): Promise<void> {
  const { ctx } = scope
  const name = input.name === undefined ? row.name : checkViewName(ctx, input.name)
  const given = Object.fromEntries(
    (['where', 'sort', 'columns'] as const).flatMap((part) => (input[part] === undefined ? [] : [[part, input[part]]])),
  ) as Partial<ViewDefinition>
  checkDefinition(scope, { where: null, sort: null, columns: null, ...given })
  const before = currentDefinition(scope.model, { entity: row.entity, stored: row.definition as StoredDefinition })
  const audience = await changedAudience(db, ctx, { sharedWith: input.sharedWith, row, caller })
  const isNewDefault = input.defaultFor !== undefined || audience.audience !== row.audience
  const wanted = input.defaultFor ?? (audience.audience === 'nobody' ? [] : row.default_for)
  const roles =
    isNewDefault && `${wanted}` !== `${row.default_for}`
      ? await checkDefaultFor(db, ctx, { roles: wanted, audience: audience.audience, caller })
      : row.default_for
  const update = db
    .updateTable('_saved_view')
    .set({
      ...{ name, ...audience, default_for: roles, definition: stored(scope, { ...before, ...given }) },
      ...{ version: row.version + 1, updated_at: sql<Date>`now()`, updated_by: actorReference(ctx.actor) },
    })
    .where('id', '=', row.id)
    .where('version', '=', input.version)
  const { numUpdatedRows } = await update.executeTakeFirst()
  if (numUpdatedRows === 0n) throw conflict(ctx, row)
}

async function changedAudience(
  db: Queryable,
  ctx: RequestContext,
  { sharedWith, row, caller }: { sharedWith: ViewAudience | undefined; row: ViewRow; caller: ViewCaller },
): Promise<StoredAudience> {
  const { audience, roles, teams } = row
  if (sharedWith === undefined) return { audience, roles, teams }
  if (sharedWith === 'nobody' && row.owner_id !== caller.userId) throw notYours(ctx, row)
  return checkAudience(db, ctx, { sharedWith, caller })
}

async function requireRoom(db: Queryable, { ctx, entity }: RecordScope, { userId }: ViewCaller): Promise<void> {
  const { own, shared } = await db
    .selectFrom('_saved_view')
    .select([
      sql<number>`count(*) filter (where owner_id = ${userId}::uuid)::int`.as('own'),
      sql<number>`count(*) filter (where audience <> 'nobody')::int`.as('shared'),
    ])
    .where('entity', '=', entity.name)
    .executeTakeFirstOrThrow()
  if (own < VIEW_LIMITS.ownPerEntity && shared < VIEW_LIMITS.sharedPerEntity) return
  throw viewError(ctx.locale, 'CONFLICT', {
    en: `An entity has at most ${VIEW_LIMITS.ownPerEntity} views of one person and ${VIEW_LIMITS.sharedPerEntity} shared ones: delete one first.`,
    'zh-CN': `每个实体最多有 ${VIEW_LIMITS.ownPerEntity} 个个人视图和 ${VIEW_LIMITS.sharedPerEntity} 个共享视图，请先删除一个。`,
  })
}

async function reorderViews(
  db: Queryable,
  ctx: RequestContext,
  { rows, ids, caller }: { rows: ViewRow[]; ids: readonly string[]; caller: ViewCaller },
): Promise<void> {
  const moved = ids.map((id) => rows.find((row) => row.id === id) ?? null)
  for (const row of moved) {
    if (row === null) throw missing(ctx)
    if (!mayChange(caller, row)) throw notYours(ctx, row)
  }
  // They take the places that they have together, so that those of others stay where they are.
  const places = moved.map((row) => row?.position ?? 0).sort((a, b) => a - b)
  const next = places.map((place, index) => Math.max(place, (places[0] ?? 0) + index))
  if (ids.length === 0) return
  await sql`
    update ${sql.id(ctx.tenant.schema, '_saved_view')} v set position = given.position
    from unnest(${[...ids]}::uuid[], ${next}::int[]) as given(id, position) where v.id = given.id`.execute(db)
}

interface Written extends Writing {
  id: string
  action: string
}

async function written(
  dependencies: Dependencies,
  ctx: RequestContext,
  { scope, caller, id, action }: Written,
): Promise<SavedView> {
  const [row] = await readViewRows(dependencies.database.tenant(ctx.tenant.schema), caller, { id })
  if (row === undefined) throw missing(ctx)
  await audit(dependencies, ctx, { action, row })
  return shown(scope, caller, row)
}

/** What a person keeps for themselves is no matter of the audit trail. */
async function audit(
  { recordChange }: Dependencies,
  ctx: RequestContext,
  { action, row }: { action: string; row: ViewRow },
): Promise<void> {
  if (row.audience === 'nobody') return
  const { id, entity, name, audience, roles, teams, default_for: defaultFor } = row
  await recordChange(ctx, { action, id, details: { entity, name, audience, roles, teams, defaultFor } })
}

function missing({ locale }: RequestContext) {
  return viewError(locale, 'NOT_FOUND', { en: 'There is no such view.', 'zh-CN': '没有该视图。' })
}

function notYours({ locale }: RequestContext, { name, owner_name }: ViewRow) {
  return viewError(locale, 'FORBIDDEN', {
    en: `“${name}” belongs to ${owner_name ?? 'nobody'}: only its owner, admins and roles with the right “manageViews” change it.`,
    'zh-CN': `“${name}”属于${owner_name ?? '公共视图'}：只有所有者、管理员和拥有“manageViews”权限的角色可以更改。`,
  })
}

function conflict({ locale }: RequestContext, { name }: ViewRow) {
  return viewError(locale, 'VERSION_CONFLICT', {
    en: `“${name}” was changed by somebody else meanwhile: look at it again, then decide.`,
    'zh-CN': `“${name}”已被他人更改：请重新查看后再决定。`,
  })
}
