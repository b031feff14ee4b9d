import type { Locale } from '@tenon/sdk/contract/locale'
import { BUILT_IN_ROLES } from '../access/built-in-roles.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { inputError } from './identity-error.ts'

/** @throws TenonError VALIDATION_FAILED naming the first role that the tenant does not have, and those that it has */
export async function checkRoles(
  database: Database,
  tenant: TenantRef,
  { roles, locale }: { roles: readonly string[]; locale: Locale },
): Promise<void> {
  const rows = await database.tenant(tenant.schema).selectFrom('_role').select('name').execute()
  const known = [...new Set([...Object.keys(BUILT_IN_ROLES), ...rows.map((row) => row.name)])]
  const index = roles.findIndex((role) => !known.includes(role))
  if (index === -1 && roles.length > 0) return
  const role = roles[index] ?? ''
  throw inputError(locale, index === -1 ? '/roles' : `/roles/${index}`, {
    en: `${role === '' ? 'No role is given' : `There is no role '${role}'`}; roles are ${known.join(', ')}.`,
    'zh-CN': `${role === '' ? '未指定角色' : `没有角色“${role}”`}；可用角色：${known.join('、')}。`,
  })
}
