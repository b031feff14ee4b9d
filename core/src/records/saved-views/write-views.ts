import {
  type CreateSavedViewInput,
  type UpdateSavedViewInput,
  VIEW_LIMITS,
  type ViewAudience,
  type ViewDefinition,
} from '@tenon/sdk/contract/views-api'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { checkAudience, checkDefaultFor, checkViewName, type StoredAudience } from './check-view-words.ts'
import { checkDefinition } from './definition-parts.ts'
import { mayChange, type ViewRow } from './read-view-rows.ts'
import { currentDefinition, type StoredDefinition, storedDefinition } from './stored-definition.ts'
import { type ViewCaller, viewError } from './view-caller.ts'
import { viewRefusals } from './view-refusals.ts'

/** On which entity, and for whom, a view is written. */
export interface Writing {
  scope: RecordScope
  caller: ViewCaller
}

export async function insertView(
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
export async function updateView(
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
  if (numUpdatedRows === 0n) throw viewRefusals.conflict(ctx, row)
}

async function changedAudience(
  db: Queryable,
  ctx: RequestContext,
  { sharedWith, row, caller }: { sharedWith: ViewAudience | undefined; row: ViewRow; caller: ViewCaller },
): Promise<StoredAudience> {
  const { audience, roles, teams } = row
  if (sharedWith === undefined) return { audience, roles, teams }
  if (sharedWith === 'nobody' && row.owner_id !== caller.userId) throw viewRefusals.notYours(ctx, row)
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

export async function reorderViews(
  db: Queryable,
  ctx: RequestContext,
  { rows, ids, caller }: { rows: ViewRow[]; ids: readonly string[]; caller: ViewCaller },
): Promise<void> {
  const moved = ids.map((id) => rows.find((row) => row.id === id) ?? null)
  for (const row of moved) {
    if (row === null) throw viewRefusals.missing(ctx)
    if (!mayChange(caller, row)) throw viewRefusals.notYours(ctx, row)
  }
  // They take the places that they have together, so that those of others stay where they are.
  const places = moved.map((row) => row?.position ?? 0).sort((a, b) => a - b)
  const next = places.map((place, index) => Math.max(place, (places[0] ?? 0) + index))
  if (ids.length === 0) return
  await sql`
    update ${sql.id(ctx.tenant.schema, '_saved_view')} v set position = given.position
    from unnest(${[...ids]}::uuid[], ${next}::int[]) as given(id, position) where v.id = given.id`.execute(db)
}
