import type { Locale } from '@tenon/sdk/contract/locale'
import type { UpdateUserInput, UserInfo } from '@tenon/sdk/contract/users-api'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { hasActiveAdmin } from './has-active-admin.ts'
import { identityError, inputError } from './identity-error.ts'

type Db = Kysely<TenantTables>

/** People of a tenant as admins and staff see them. */
export function selectUsers(db: Db) {
  return db.selectFrom('_user').select(['id', 'name', 'email', 'roles', 'active', 'manager_id as managerId'])
}

/**
 * Changes a person's roles and manager, in the transaction. Throws NOT_FOUND, and VALIDATION_FAILED for managers in a circle and where
 * nobody would be an admin any more.
 */
export async function changeUser(
  trx: Db,
  { locale, tenant }: RequestContext,
  { id, roles, managerId }: UpdateUserInput,
): Promise<{ before: UserInfo; after: UserInfo }> {
  // One change at a time: who is above whom, and whether another admin is left, is looked up before it is written.
  await sql`lock table ${sql.id(tenant.schema, '_user')} in share row exclusive mode`.execute(trx)
  const before = await requireUser(trx, locale, id)
  if (managerId !== undefined) await setManager(trx, locale, { id, managerId })
  if (roles !== undefined) await setRoles(trx, locale, { id, roles })
  return { before, after: await requireUser(trx, locale, id) }
}

async function requireUser(db: Db, locale: Locale, id: string): Promise<UserInfo> {
  const user = await selectUsers(db).where('id', '=', id).executeTakeFirst()
  if (user !== undefined) return user
  const message = { en: `There is no person with the id '${id}'.`, 'zh-CN': `没有编号为“${id}”的成员。` }
  throw identityError(locale, { code: 'NOT_FOUND', message })
}

/** @throws TenonError VALIDATION_FAILED where there is no such person */
async function requireManager(db: Db, locale: Locale, id: string): Promise<void> {
  const known = await db.selectFrom('_user').select('id').where('id', '=', id).executeTakeFirst()
  if (known !== undefined) return
  throw inputError(locale, '/managerId', {
    en: 'There is no such person to be the manager.',
    'zh-CN': '没有可作为上级的此成员。',
  })
}

async function setManager(
  trx: Db,
  locale: Locale,
  { id, managerId }: { id: string; managerId: string | null },
): Promise<void> {
  if (managerId !== null) await requireManager(trx, locale, managerId)
  const people = await trx.selectFrom('_user').select(['id', 'manager_id']).execute()
  const above = new Map(people.map((person) => [person.id, person.manager_id]))
  for (let at: string | null | undefined = managerId; at; at = above.get(at)) {
    if (at !== id) continue
    throw inputError(locale, '/managerId', {
      en: 'A person cannot be their own manager, nor be managed by somebody whom they manage.',
      'zh-CN': '成员不能是自己的上级，也不能以自己的下级作为上级。',
    })
  }
  await trx.updateTable('_user').set({ manager_id: managerId }).where('id', '=', id).execute()
}

async function setRoles(trx: Db, locale: Locale, { id, roles }: { id: string; roles: string[] }): Promise<void> {
  await trx
    .updateTable('_user')
    .set({ roles: [...new Set(roles)] })
    .where('id', '=', id)
    .execute()
  if (await hasActiveAdmin(trx)) return
  throw inputError(locale, '/roles', {
    en: 'Somebody has to be an administrator: give another person the role first.',
    'zh-CN': '必须至少有一位管理员：请先为其他成员授予该角色。',
  })
}
