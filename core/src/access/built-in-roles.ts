import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'

/** The role that may also publish the schema, install plugins and manage people. It cannot be redefined. */
export const ADMIN_ROLE = 'admin'

/**
 * Roles that every tenant has. A row of the same name in `_role` takes the place of `staff`, never of `admin`. Neither may
 * pass over the rules of pipelines: that takes a role of the tenant's, which admins can have as well.
 */
export const BUILT_IN_ROLES: Readonly<Record<string, RoleGrants>> = Object.freeze({
  [ADMIN_ROLE]: { '*': { create: 'all', read: 'all', update: 'all', delete: 'all', reveal: true, share: true } },
  staff: { '*': { create: 'all', read: 'all', update: 'all', delete: 'own' } },
})

export const BUILT_IN_LABELS: Readonly<Record<string, LocalizedText>> = Object.freeze({
  [ADMIN_ROLE]: { en: 'Administrator', 'zh-CN': '管理员' },
  staff: { en: 'Staff', 'zh-CN': '员工' },
})
