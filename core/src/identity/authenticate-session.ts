import type { Locale } from '@tenon/sdk/contract/locale'
import type { Actor } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { Authenticated, Credentials } from './authenticated.ts'
import type { Auth, AuthSession } from './create-auth.ts'
import { hashSecret } from './hash-secret.ts'
import { identityError } from './identity-error.ts'
import type { Tenant, TenantDirectory } from './tenant-directory.ts'
import { makeTtlCache } from './ttl-cache.ts'

interface Dependencies {
  database: Database
  auth: Auth
  tenants: TenantDirectory
  cacheMilliseconds: number
}

export interface SessionAuthenticator {
  authenticate(credentials: Credentials & { cookie: string }): Promise<Authenticated>
  /** Asks the database again for every session: one of them has ended. */
  forget(): void
  /** Asks again who the people of a tenant are. */
  forgetPeople(schema: string): void
}

/** Turns a session cookie into a user of one tenant; the header `tenon-tenant` chooses among several. */
export function makeAuthenticateSession(dependencies: Dependencies): SessionAuthenticator {
  const { auth, tenants, cacheMilliseconds } = dependencies
  const sessions = makeTtlCache<AuthSession | null>(cacheMilliseconds)
  const users = makeTtlCache<Actor | null>(cacheMilliseconds)
  return {
    async authenticate({ headers, locale, cookie }) {
      const session = await sessions.get(hashSecret(cookie), () => auth.findSession(headers))
      if (!session || session.expiresAt.getTime() <= Date.now()) throw signedOut(locale)
      const tenant = chooseTenant(await tenants.ofMember(session.userId), headers.get('tenon-tenant'))
      if (!tenant) throw notMember(locale)
      const key = `${tenant.schema}:${session.userId}`
      const actor = await users.get(key, () => findUser(dependencies.database, tenant, session.userId))
      if (!actor) throw notMember(locale)
      return { actor, tenant, expiresAt: session.expiresAt.getTime() }
    },
    forget() {
      sessions.clear()
      users.clear()
    },
    forgetPeople: (schema) => users.deleteAll(`${schema}:`),
  }
}

function chooseTenant(memberOf: Tenant[], slug: string | null): Tenant | undefined {
  return slug === null ? memberOf[0] : memberOf.find((tenant) => tenant.slug === slug)
}

async function findUser(database: Database, tenant: Tenant, userId: string): Promise<Actor | null> {
  const row = await database
    .tenant(tenant.schema)
    .selectFrom('_user')
    .select(['id', 'name', 'roles', 'team_id as team'])
    .where('id', '=', userId)
    .where('active', '=', true)
    .executeTakeFirst()
  return row ? Object.freeze({ kind: 'user' as const, ...row }) : null
}

function signedOut(locale: Locale) {
  return identityError(locale, {
    code: 'UNAUTHENTICATED',
    message: { en: 'You are signed out. Sign in again.', 'zh-CN': '您已退出登录，请重新登录。' },
  })
}

function notMember(locale: Locale) {
  return identityError(locale, {
    code: 'UNAUTHENTICATED',
    message: { en: 'You are not an active user of this tenant.', 'zh-CN': '您不是该租户的有效用户。' },
  })
}
