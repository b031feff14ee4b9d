import type { Locale } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { TenantRef } from '../context/request-context.ts'
import { controlWithin } from '../db/control-within.ts'
import type { Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { checkRoles } from './check-roles.ts'
import { PASSWORD_LENGTH } from './create-auth.ts'
import { identityError, inputError } from './identity-error.ts'
import { type IdentityDatabase, identityOf } from './identity-tables.ts'

export interface NewUser {
  email: string
  /** 10–128 characters. Not used when the person already has an account: their own password stays. */
  password: string
  name: string
  roles: readonly string[]
  /** Language of error messages. */
  locale?: Locale
}

interface Person {
  id: string
  email: string
  name: string
}

export type CreateUser = (tenant: TenantRef, user: NewUser) => Promise<Person>

/** The same up to the database's door; the function given makes the person in a transaction of the tenant. */
export type PrepareUser = (tenant: TenantRef, user: NewUser) => Promise<(trx: Kysely<TenantTables>) => Promise<Person>>

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/

/**
 * Makes a person who can sign in: account, membership and the tenant's `_user` row under one id, in one transaction.
 * Throws VALIDATION_FAILED (e-mail, password, name, unknown role) and CONFLICT (already a member).
 */
export function makeCreateUser(database: Database, prepareUser: PrepareUser): CreateUser {
  return async (tenant, user) => {
    const insert = await prepareUser(tenant, user)
    return database.transaction(tenant.schema, insert)
  }
}

export function makePrepareUser({ database }: { database: Database }): PrepareUser {
  return async (tenant, { password, roles, locale = 'en', ...person }) => {
    const email = person.email.trim().toLowerCase()
    const name = person.name.trim()
    checkPerson({ email, name, password }, locale)
    await checkRoles(database, tenant, { roles, locale })
    const { hashPassword } = await import('better-auth/crypto')
    const hash = await hashPassword(password)
    return async (trx) => {
      const identity = identityOf({ control: controlWithin(trx) })
      const row = await trx.selectFrom('_user').select('id').where('email', '=', email).executeTakeFirst()
      const id = await onControlPlane(async () => {
        const account = await findAccount(identity, email)
        // Rows of an import may have named this person before there was an account: it takes over their id.
        const known = account ?? (await insertAccount(identity, { id: row?.id, email, name, hash }))
        const clash = row !== undefined && row.id !== known
        if (clash || !(await insertMember(identity, known, tenant))) throw alreadyMember(email, locale)
        return known
      })
      await upsertTenantUser(trx, { id, email, name, roles: [...roles] })
      return { id, email, name }
    }
  }
}

function checkPerson({ email, name, password }: Omit<NewUser, 'roles'>, locale: Locale): void {
  if (email.length > 254 || !EMAIL.test(email)) {
    throw inputError(locale, '/email', {
      en: `'${email}' is not an e-mail address, such as ana@example.com.`,
      'zh-CN': `“${email}”不是有效的电子邮件地址，例如 ana@example.com。`,
    })
  }
  if (name.length === 0 || name.length > 200) {
    throw inputError(locale, '/name', {
      en: 'A name of 1 to 200 characters is needed.',
      'zh-CN': '姓名须为 1 到 200 个字符。',
    })
  }
  if (password.length < PASSWORD_LENGTH.min || password.length > PASSWORD_LENGTH.max) {
    throw inputError(locale, '/password', {
      en: `The password must have ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters.`,
      'zh-CN': `密码须为 ${PASSWORD_LENGTH.min} 到 ${PASSWORD_LENGTH.max} 个字符。`,
    })
  }
}

function alreadyMember(email: string, locale: Locale) {
  return identityError(locale, {
    code: 'CONFLICT',
    message: { en: `${email} is a user of this tenant already.`, 'zh-CN': `${email} 已经是本租户的用户。` },
  })
}

/** Id of the account, of whichever tenant, that the e-mail address has. */
async function findAccount(identity: IdentityDatabase, email: string): Promise<string | undefined> {
  const account = await identity.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
  return account?.id
}

async function insertAccount(
  identity: IdentityDatabase,
  { id = uuidv7(), email, name, hash }: { id: string | undefined; email: string; name: string; hash: string },
): Promise<string> {
  await identity.insertInto('user').values({ id, email, name, emailVerified: true }).execute()
  await identity
    .insertInto('account')
    .values({ id: uuidv7(), accountId: id, providerId: 'credential', userId: id, password: hash })
    .execute()
  return id
}

/** False when the person is a member already. */
async function insertMember(identity: IdentityDatabase, userId: string, tenant: TenantRef): Promise<boolean> {
  const result = await identity
    .insertInto('tenant_member')
    .values({ user_id: userId, tenant_id: tenant.id })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

async function upsertTenantUser(
  tables: Kysely<TenantTables>,
  user: { id: string; email: string; name: string; roles: string[] },
): Promise<void> {
  await tables
    .insertInto('_user')
    .values(user)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ roles: sql`excluded.roles`, active: true }))
    .execute()
}
