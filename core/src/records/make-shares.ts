import type { AccessApi, RecordShare, ShareRecordInput, UnshareRecordInput } from '@tenon/sdk/contract/access-api'
import type { RecordIdInput } from '@tenon/sdk/contract/api-contract'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { announceRights } from '../access/announce-rights.ts'
import type { Access } from '../access/make-access.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import { isUuid } from './is-uuid.ts'
import type { Queryable } from './queryable.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

type ShareVerbs = Pick<WithContext<AccessApi>, 'shares' | 'share' | 'unshare'>

interface Dependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'forget'>
}

/** A record's shares are a list for people to read. */
const MAX_SHARES = 200

/** Makes the verbs on the sharing of one record. Only staff know of shares. */
export function makeShares({ database, access, ...dependencies }: Dependencies): ShareVerbs {
  const openScope = makeOpenScope({ ...dependencies, access })
  return {
    async shares(ctx, input) {
      const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
      const db = database.tenant(ctx.tenant.schema)
      await requireRow(db, scope, { id: input.id, action: 'read' })
      return listShares(db, scope, input)
    },
    async share(ctx, input) {
      const scope = await openScope(ctx, { entity: input.entity, action: 'update' })
      if (!scope.access.canShare) throw refused(ctx, { code: 'FORBIDDEN', text: MAY_NOT_SHARE })
      const until = checkUntil(ctx, input.until ?? null)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        await requireRow(trx, scope, { id: input.id, action: 'update' })
        await requireGrantee(trx, ctx, input)
        await requireRoom(trx, ctx, input)
        await storeShare(trx, ctx, { input, until })
        await noteShare(trx, scope, { id: input.id, action: 'record.share', changes: describe(input) })
        await announceRights(trx, ctx.tenant.schema)
      })
      access.forget(ctx.tenant.schema)
      return listShares(database.tenant(ctx.tenant.schema), scope, input)
    },
    async unshare(ctx, input) {
      const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
      await database.transaction(ctx.tenant.schema, async (trx) => {
        await requireRow(trx, scope, { id: input.id, action: 'read' })
        await removeShare(trx, scope, input)
        await announceRights(trx, ctx.tenant.schema)
      })
      access.forget(ctx.tenant.schema)
      return listShares(database.tenant(ctx.tenant.schema), scope, input)
    },
  }
}

const MAY_NOT_SHARE: LocalizedText = {
  en: 'Your roles do not let you share such records.',
  'zh-CN': '您的角色不允许共享此类记录。',
}
const NO_GRANTEE: LocalizedText = {
  en: 'There is no such active person or team to share it with.',
  'zh-CN': '没有可共享的该有效成员或团队。',
}
const NO_SHARE: LocalizedText = {
  en: 'There is no such share that you could take back.',
  'zh-CN': '没有您可以撤回的该共享。',
}
const IN_THE_PAST: LocalizedText = {
  en: 'A share ends at a time to come.',
  'zh-CN': '共享的结束时间必须晚于现在。',
}
const TOO_MANY: LocalizedText = {
  en: `A record is shared with at most ${MAX_SHARES} people and teams: share it with a team.`,
  'zh-CN': `一条记录最多共享给 ${MAX_SHARES} 个成员和团队：请共享给团队。`,
}

interface Refusal {
  code: 'FORBIDDEN' | 'VALIDATION_FAILED' | 'NOT_FOUND'
  text: LocalizedText
  pointer?: string
}

function refused({ locale }: RequestContext, { code, text, pointer }: Refusal): TenonError {
  const message = textIn(text, locale)
  return new TenonError({ code, message, ...(pointer !== undefined && { problems: [{ pointer, message }] }) })
}

function checkUntil(ctx: RequestContext, until: string | null): Date | null {
  if (until === null) return null
  const date = new Date(until)
  if (date.getTime() > Date.now()) return date
  throw refused(ctx, { code: 'VALIDATION_FAILED', text: IN_THE_PAST, pointer: '/until' })
}

/** @throws TenonError NOT_FOUND where the actor may not see the record, FORBIDDEN where not change it */
async function requireRow(
  db: Queryable,
  scope: RecordScope,
  { id, action }: { id: string; action: 'read' | 'update' },
): Promise<void> {
  const { ctx, access, entity } = scope
  if (!isUuid(id) || !access.canRead('createdBy')) throw recordNotFound(scope, id)
  const { rows } = await sql<{ allowed: boolean }>`
    select coalesce(${rowPredicate(access, { action, alias: 'r' })}, false) as allowed from ${tableOf(ctx, entity)} r
    where r.id = ${id}::uuid and r.deleted_at is null
      and ${rowPredicate(access, { action: 'read', alias: 'r' })}`.execute(db)
  if (rows[0] === undefined) throw recordNotFound(scope, id)
  if (!rows[0].allowed) throw refused(ctx, { code: 'FORBIDDEN', text: MAY_NOT_SHARE })
}

async function requireGrantee(db: Queryable, ctx: RequestContext, { with: grantee }: ShareRecordInput): Promise<void> {
  const people = db.selectFrom('_user').select('id').where('active', '=', true).where('id', '=', grantee.id)
  const teams = db.selectFrom('_team').select('id').where('archived_at', 'is', null).where('id', '=', grantee.id)
  const found = await (grantee.kind === 'user' ? people.executeTakeFirst() : teams.executeTakeFirst())
  if (found === undefined) throw refused(ctx, { code: 'VALIDATION_FAILED', text: NO_GRANTEE, pointer: '/with/id' })
}

async function requireRoom(db: Queryable, ctx: RequestContext, { entity, id }: ShareRecordInput): Promise<void> {
  const { count } = await db
    .selectFrom('_share')
    .select((all) => all.fn.countAll<string>().as('count'))
    .where('entity', '=', entity)
    .where('record_id', '=', id)
    .executeTakeFirstOrThrow()
  if (Number(count) >= MAX_SHARES) throw refused(ctx, { code: 'VALIDATION_FAILED', text: TOO_MANY, pointer: '/with' })
}

async function storeShare(
  db: Queryable,
  ctx: RequestContext,
  { input, until }: { input: ShareRecordInput; until: Date | null },
): Promise<void> {
  const { entity, id, edit, with: grantee } = input
  const row = { can_edit: edit, ends_at: until, created_by: actorReference(ctx.actor) }
  await db
    .insertInto('_share')
    .values({
      ...{ id: uuidv7(), entity, record_id: id, ...row },
      user_id: grantee.kind === 'user' ? grantee.id : null,
      team_id: grantee.kind === 'team' ? grantee.id : null,
    })
    .onConflict((conflict) => conflict.columns(['entity', 'record_id', 'grantee']).doUpdateSet(row))
    .execute()
}

/** Who may share it may take any share back; with whom it is shared, the own one. */
async function removeShare(
  db: Queryable,
  scope: RecordScope,
  { entity, id, share }: UnshareRecordInput,
): Promise<void> {
  const { ctx, access } = scope
  const of = db.deleteFrom('_share').where('id', '=', share).where('entity', '=', entity).where('record_id', '=', id)
  const mine = access.canShare ? of : of.where('user_id', '=', ctx.actor.kind === 'user' ? ctx.actor.id : null)
  if (access.canShare) await requireRow(db, scope, { id, action: 'update' })
  const gone = await mine.returning(['user_id', 'team_id', 'can_edit']).executeTakeFirst()
  if (gone === undefined) {
    throw refused(ctx, { code: 'NOT_FOUND', text: NO_SHARE })
  }
  const kind = gone.user_id === null ? 'team' : 'user'
  const changes = { sharedWith: { old: `${kind}:${gone.user_id ?? gone.team_id}`, new: null } }
  await noteShare(db, scope, { id, action: 'record.unshare', changes })
}

function describe({ with: { kind, id }, edit, until }: ShareRecordInput): JsonObject {
  return { sharedWith: { old: null, new: `${kind}:${id}`, edit, until: until ?? null } }
}

interface ShareNote {
  id: string
  action: 'record.share' | 'record.unshare'
  changes: JsonObject
}

async function noteShare(db: Queryable, { ctx, entity }: RecordScope, { id, action, changes }: ShareNote) {
  const entry = { id: uuidv7(), actor: actorReference(ctx.actor), action, entity: entity.name, record_id: id }
  await db
    .insertInto('_audit')
    .values({ ...entry, version: null, request_id: ctx.requestId, changes: JSON.stringify(changes), reason: null })
    .execute()
}

async function listShares(
  db: Queryable,
  { ctx, entity }: RecordScope,
  { id }: Pick<RecordIdInput, 'id'>,
): Promise<RecordShare[]> {
  const time = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await sql<RecordShare>`
    select s.id, jsonb_build_object('kind', case when s.user_id is null then 'team' else 'user' end,
        'id', s.grantee, 'name', coalesce(u.name, t.name)) as "with",
      s.can_edit as edit, ${time('s.ends_at')} as until, coalesce(b.name, s.created_by) as "sharedBy",
      ${time('s.created_at')} as "sharedAt"
    from ${systemTable(ctx, '_share')} s
    left join ${systemTable(ctx, '_user')} u on u.id = s.user_id
    left join ${systemTable(ctx, '_team')} t on t.id = s.team_id
    left join ${systemTable(ctx, '_user')} b on s.created_by = 'user:' || b.id
    where s.entity = ${entity.name}::text and s.record_id = ${id}::uuid and (s.ends_at is null or s.ends_at > now())
    order by s.id`.execute(db)
  return rows
}
