import { randomBytes } from 'node:crypto'
import type { Locale } from '@tenon/sdk/contract/locale'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CreateUser, NewUser } from './create-user.ts'
import { hasActiveAdmin } from './has-active-admin.ts'
import { hashSecret } from './hash-secret.ts'
import { identityError } from './identity-error.ts'

const VALID_HOURS = 24

export interface SetupLinks {
  /** Whether the tenant has no active admin who could invite others. */
  isNeeded(tenant: Pick<TenantRef, 'schema'>): Promise<boolean>
  /** A token that makes the first admin, once, within 24 hours. Only its hash is kept. */
  create(tenant: TenantRef): Promise<string>
  /** Makes the admin. A refused e-mail or password leaves the link good. @throws TenonError FORBIDDEN, VALIDATION_FAILED */
  consume(token: string, admin: Omit<NewUser, 'roles'>): Promise<{ id: string }>
}

export function makeSetupLink({ database, createUser }: { database: Database; createUser: CreateUser }): SetupLinks {
  return {
    isNeeded: async ({ schema }) => !(await hasActiveAdmin(database.tenant(schema))),
    async create(tenant) {
      const token = randomBytes(32).toString('base64url')
      const expires_at = sql<Date>`now() + make_interval(hours => ${VALID_HOURS})`
      await database.control
        .insertInto('setup_link')
        .values({ hash: hashSecret(token), tenant_id: tenant.id, expires_at })
        .execute()
      return token
    },
    async consume(token, admin) {
      const hash = hashSecret(token)
      const tenant = await takeLink(database, hash)
      if (!tenant) throw usedUp(admin.locale ?? 'en')
      try {
        return await createUser(tenant, { ...admin, roles: ['admin'] })
      } catch (error) {
        await giveBack(database, hash)
        throw error
      }
    },
  }
}

/** Marks the link as used before the user is made, so that of two who come at once only one gets through. */
async function takeLink(database: Database, hash: string): Promise<TenantRef | undefined> {
  const link = await database.control
    .updateTable('setup_link')
    .set({ used_at: sql<Date>`now()` })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('tenant_id')
    .executeTakeFirst()
  if (!link) return undefined
  return database.control
    .selectFrom('tenant')
    .select(['id', 'slug', 'schema'])
    .where('id', '=', link.tenant_id)
    .executeTakeFirst()
}

async function giveBack(database: Database, hash: string): Promise<void> {
  await database.control.updateTable('setup_link').set({ used_at: null }).where('hash', '=', hash).execute()
}

function usedUp(locale: Locale) {
  return identityError(locale, {
    code: 'FORBIDDEN',
    message: {
      en: 'This setup link has been used or has expired. Make a new one with: tenon setup-link',
      'zh-CN': '此设置链接已被使用或已过期。请用 tenon setup-link 生成新链接。',
    },
  })
}
