import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TeamInfo, TeamsApi } from '@tenon/sdk/contract/teams-api'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { findTextProblem } from '../model/find-text-problem.ts'
import type { AdminGate, IdentityChange } from './admin-gate.ts'
import { identityError, inputError } from './identity-error.ts'
import type { WithContext } from './with-context.ts'

const MAX_NAME = 100

type Db = Kysely<TenantTables>
export type TeamVerbs = WithContext<TeamsApi>

/** Teams of a tenant. Staff may list them, admins change them. */
export function makeTeams({ database, requireAdmin, changeNoted }: AdminGate & { database: Database }): TeamVerbs {
  const write = (
    ctx: RequestContext,
    work: (trx: Db) => Promise<string>,
    changeOf: (team: TeamInfo) => IdentityChange,
  ) =>
    changeNoted(ctx, async (trx, note) => {
      // One change at a time: whether a team is above another is looked up before it is written.
      await sql`lock table ${sql.id(ctx.tenant.schema, '_team')} in share row exclusive mode`.execute(trx)
      const team = await requireTeam(trx, ctx, await work(trx))
      await note(changeOf(team))
      return team
    })
  return {
    async list(ctx) {
      requireStaff(ctx)
      return selectTeams(database.tenant(ctx.tenant.schema), ctx).execute()
    },
    async create(ctx, { name, parentId = null, memberIds = [] }) {
      await requireAdmin(ctx)
      const create = async (trx: Db) => {
        const id = uuidv7()
        await trx
          .insertInto('_team')
          .values({ id, name: await freeName(trx, ctx, { name }), parent_id: null })
          .execute()
        await setParent(trx, ctx, { id, parentId })
        await setMembers(trx, ctx, { id, memberIds })
        return id
      }
      return write(ctx, create, (team) => {
        return { action: 'team.create', id: team.id, details: { name: team.name, memberIds } }
      })
    },
    async update(ctx, { id, name, parentId, archived, memberIds }) {
      await requireAdmin(ctx)
      const before = await requireTeam(database.tenant(ctx.tenant.schema), ctx, id)
      const change = async (trx: Db) => {
        if (name !== undefined) await setName(trx, { id, name: await freeName(trx, ctx, { id, name }) })
        if (parentId !== undefined) await setParent(trx, ctx, { id, parentId })
        if (archived !== undefined) await setArchived(trx, { id, archived })
        if (memberIds !== undefined) await setMembers(trx, ctx, { id, memberIds })
        return id
      }
      return write(ctx, change, (team) => {
        return { action: 'team.update', id, details: { old: { ...before }, new: { ...team } } }
      })
    },
    async delete(ctx, { id }) {
      await requireAdmin(ctx)
      const team = await requireTeam(database.tenant(ctx.tenant.schema), ctx, id)
      await changeNoted(ctx, async (trx, note) => {
        await deleteUnused(trx, ctx, team)
        await note({ action: 'team.delete', id, details: { name: team.name } })
      })
      return team
    },
  }
}

function selectTeams(db: Db, { tenant }: RequestContext) {
  const users = sql.id(tenant.schema, '_user')
  return db
    .selectFrom('_team as t')
    .select([
      't.id',
      't.name',
      't.parent_id as parentId',
      sql<boolean>`t.archived_at is not null`.as('archived'),
      sql<string[]>`array(select u.id::text from ${users} u where u.team_id = t.id order by u.name, u.id)`.as(
        'memberIds',
      ),
    ])
    .orderBy('t.name')
}

async function requireTeam(db: Db, ctx: RequestContext, id: string): Promise<TeamInfo> {
  const team = await selectTeams(db, ctx).where('t.id', '=', id).executeTakeFirst()
  if (team !== undefined) return team
  const message = { en: `There is no team with the id '${id}'.`, 'zh-CN': `没有编号为“${id}”的团队。` }
  throw identityError(ctx.locale, { code: 'NOT_FOUND', message })
}

/** The name as it is stored: no other team has it. */
async function freeName(trx: Db, { locale }: RequestContext, given: { id?: string; name: string }): Promise<string> {
  const name = given.name.trim().replaceAll(/\s+/g, ' ')
  if (name === '' || name.length > MAX_NAME || findTextProblem(name) !== null) {
    throw inputError(locale, '/name', {
      en: `A team has a name of 1 to ${MAX_NAME} characters.`,
      'zh-CN': `团队名称应为 1 到 ${MAX_NAME} 个字符。`,
    })
  }
  const taken = await trx.selectFrom('_team').select('id').where('name', '=', name).executeTakeFirst()
  if (taken === undefined || taken.id === given.id) return name
  throw inputError(locale, '/name', { en: `There is a team “${name}” already.`, 'zh-CN': `已有名为“${name}”的团队。` })
}

async function setName(trx: Db, { id, name }: { id: string; name: string }): Promise<void> {
  await trx.updateTable('_team').set({ name }).where('id', '=', id).execute()
}

async function setArchived(trx: Db, { id, archived }: { id: string; archived: boolean }): Promise<void> {
  const at = archived ? sql<Date>`coalesce(archived_at, now())` : null
  await trx.updateTable('_team').set({ archived_at: at }).where('id', '=', id).execute()
}

async function setParent(
  trx: Db,
  { locale }: RequestContext,
  { id, parentId }: { id: string; parentId: string | null },
): Promise<void> {
  const teams = await trx.selectFrom('_team').select(['id', 'parent_id']).execute()
  const above = new Map(teams.map((team) => [team.id, team.parent_id]))
  if (parentId !== null && !above.has(parentId)) throw inputError(locale, '/parentId', NO_PARENT)
  for (let at: string | null | undefined = parentId; at; at = above.get(at)) {
    if (at === id) throw inputError(locale, '/parentId', IN_A_CIRCLE)
  }
  await trx.updateTable('_team').set({ parent_id: parentId }).where('id', '=', id).execute()
}

const NO_PARENT: LocalizedText = { en: 'There is no such team to be above it.', 'zh-CN': '没有这个上级团队。' }
const IN_A_CIRCLE: LocalizedText = {
  en: 'A team cannot be above itself, nor below a team that it is above.',
  'zh-CN': '团队不能是自己的上级，也不能以自己的下级作为上级。',
}

async function setMembers(
  trx: Db,
  { locale }: RequestContext,
  { id, memberIds }: { id: string; memberIds: string[] },
): Promise<void> {
  const members = [...new Set(memberIds)]
  const none = sql<boolean>`id <> all(${members}::uuid[])`
  await trx.updateTable('_user').set({ team_id: null }).where('team_id', '=', id).where(none).execute()
  const chosen = sql<boolean>`id = any(${members}::uuid[])`
  const { numUpdatedRows } = await trx.updateTable('_user').set({ team_id: id }).where(chosen).executeTakeFirst()
  if (Number(numUpdatedRows) === members.length) return
  throw inputError(locale, '/memberIds', {
    en: 'One of the people is not a user of this tenant.',
    'zh-CN': '其中有人不是本租户的用户。',
  })
}

/** Fields of records that name it hold it by a foreign key; people and teams below are looked for. */
async function deleteUnused(db: Db, { locale, tenant }: RequestContext, { id, name }: TeamInfo): Promise<void> {
  const inUse = identityError(locale, {
    code: 'CONFLICT',
    message: {
      en: `People, teams or records still name “${name}”: archive it instead.`,
      'zh-CN': `仍有成员、团队或记录使用“${name}”：请改为归档。`,
    },
  })
  const unused = sql<boolean>`not exists (select 1 from ${sql.id(tenant.schema, '_user')} u where u.team_id = ${id}::uuid)
    and not exists (select 1 from ${sql.id(tenant.schema, '_team')} below where below.parent_id = ${id}::uuid)`
  const deletion = db.deleteFrom('_team').where('id', '=', id).where(unused)
  const { numDeletedRows } = await deletion.executeTakeFirst().catch((error: { code?: string }) => {
    // 23503: a foreign key. 23001: one that says RESTRICT, in PostgreSQL 18.
    throw error.code === '23503' || error.code === '23001' ? inUse : error
  })
  if (Number(numDeletedRows) === 0) throw inUse
}

function requireStaff({ actor, locale }: RequestContext): void {
  if (actor.kind === 'user' || actor.kind === 'apiKey' || actor.kind === 'system') return
  throw identityError(locale, {
    code: 'FORBIDDEN',
    message: { en: 'Only staff may see the list of teams.', 'zh-CN': '只有员工可以查看团队列表。' },
  })
}
