import type { SessionInfo } from '@tenon/sdk/contract/api-contract'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CreateUserInput, UpdateUserInput, UserInfo } from '@tenon/sdk/contract/users-api'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { AdminGate, IdentityChange } from './admin-gate.ts'
import { changeUser, selectUsers } from './change-user.ts'
import { checkRoles } from './check-roles.ts'
import type { PrepareUser } from './create-user.ts'
import { identityError } from './identity-error.ts'
import type { TenantDirectory } from './tenant-directory.ts'

interface Dependencies extends AdminGate {
  database: Database
  prepareUser: PrepareUser
  tenants: TenantDirectory
  /** Has roles be read anew for whoever is signed in. */
  forgetSessions: () => void
}

export interface UserVerbs {
  list(ctx: RequestContext): Promise<UserInfo[]>
  create(ctx: RequestContext, input: CreateUserInput): Promise<UserInfo>
  update(ctx: RequestContext, input: UpdateUserInput): Promise<UserInfo>
  me(ctx: RequestContext): Promise<SessionInfo>
}

/** People of a tenant, as far as each kind of actor may know them. */
export function makeUsers(dependencies: Dependencies): UserVerbs {
  const { database, prepareUser, tenants, forgetSessions, requireAdmin, changeNoted } = dependencies
  return {
    async list(ctx) {
      requireStaff(ctx)
      return selectUsers(database.tenant(ctx.tenant.schema)).orderBy('name').execute()
    },
    async create(ctx, { managerId = null, roles, ...person }) {
      await requireAdmin(ctx)
      const insert = await prepareUser(ctx.tenant, { ...person, roles, locale: ctx.locale })
      return changeNoted(ctx, async (trx, note) => {
        const { id, name, email } = await insert(trx)
        if (managerId !== null) await changeUser(trx, ctx, { id, managerId })
        await note({ action: 'user.create', id, details: { email, roles, ...(managerId !== null && { managerId }) } })
        return { id, name, email, roles, active: true, managerId }
      })
    },
    async update(ctx, input) {
      await requireAdmin(ctx)
      if (input.roles !== undefined) await checkRoles(database, ctx.tenant, { roles: input.roles, locale: ctx.locale })
      const told = ({ roles, managerId }: UserInfo) => ({ roles, managerId })
      const change = async (trx: Kysely<TenantTables>, note: (change: IdentityChange) => Promise<void>) => {
        const { before, after } = await changeUser(trx, ctx, input)
        await note({ action: 'user.update', id: input.id, details: { old: told(before), new: told(after) } })
        return after
      }
      // Before others hear of it and look who they are.
      return changeNoted(ctx, change, forgetSessions)
    },
    me: (ctx) => describeSession(ctx, { database, tenants }),
  }
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
  const user =
    isUser && (await selectUsers(database.tenant(ctx.tenant.schema)).where('id', '=', actor.id).executeTakeFirst())
  const memberOf = isUser ? await tenants.ofMember(actor.id) : [tenant]
  return {
    user: { id: actor.id, name: actor.name, email: user ? user.email : null },
    tenant: { slug: tenant.slug, name: tenant.name },
    tenants: memberOf.map(({ slug, name }) => ({ slug, name })),
    roles: 'roles' in actor ? [...actor.roles] : [],
    locale,
  }
}
