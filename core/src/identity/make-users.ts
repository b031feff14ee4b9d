import type { CreateUserInput, SessionInfo, UserInfo } from '@tenon/sdk/contract/api-contract'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { AdminGate } from './admin-gate.ts'
import type { CreateUser } from './create-user.ts'
import { identityError } from './identity-error.ts'
import type { TenantDirectory } from './tenant-directory.ts'

interface Dependencies extends AdminGate {
  database: Database
  createUser: CreateUser
  tenants: TenantDirectory
}

export interface UserVerbs {
  list(ctx: RequestContext): Promise<UserInfo[]>
  create(ctx: RequestContext, input: CreateUserInput): Promise<UserInfo>
  me(ctx: RequestContext): Promise<SessionInfo>
}

/** People of a tenant, as far as each kind of actor may know them. */
export function makeUsers({ database, createUser, tenants, requireAdmin, recordChange }: Dependencies): UserVerbs {
  return {
    async list(ctx) {
      requireStaff(ctx)
      return selectUsers(database, ctx).orderBy('name').execute()
    },
    async create(ctx, { email, name, password, roles }) {
      await requireAdmin(ctx)
      const user = await createUser(ctx.tenant, { email, name, password, roles, locale: ctx.locale })
      await recordChange(ctx, { action: 'user.create', id: user.id, details: { email: user.email, roles } })
      return { id: user.id, name: user.name, email: user.email, roles, active: true }
    },
    me: (ctx) => describeSession(ctx, { database, tenants }),
  }
}

function selectUsers(database: Database, { tenant }: RequestContext) {
  return database.tenant(tenant.schema).selectFrom('_user').select(['id', 'name', 'email', 'roles', 'active'])
}

/** An end customer learns nothing of who works here. */
function requireStaff({ actor, locale }: RequestContext): void {
  if (actor.kind === 'user' || actor.kind === 'apiKey' || actor.kind === 'system') return
  throw identityError(locale, {
    code: 'FORBIDDEN',
    message: { en: 'Only staff may see the list of users.', 'zh-CN': '只有员工可以查看用户列表。' },
  })
}

async function describeSession(
  ctx: RequestContext,
  { database, tenants }: { database: Database; tenants: TenantDirectory },
): Promise<SessionInfo> {
  const { actor, locale } = ctx
  const tenant = await tenants.get(ctx.tenant.id)
  if (!tenant) throw new TenonError({ code: 'NOT_FOUND', message: `Tenant '${ctx.tenant.slug}' is gone.` })
  const isUser = actor.kind === 'user'
  const user = isUser && (await selectUsers(database, ctx).where('id', '=', actor.id).executeTakeFirst())
  const memberOf = isUser ? await tenants.ofMember(actor.id) : [tenant]
  return {
    user: { id: actor.id, name: actor.name, email: user ? user.email : null },
    tenant: { slug: tenant.slug, name: tenant.name },
    tenants: memberOf.map(({ slug, name }) => ({ slug, name })),
    roles: 'roles' in actor ? [...actor.roles] : [],
    locale,
  }
}
