import type { RoleGrants } from '@tenon/sdk/contract/role-grants'

/** The role that may also publish the schema, install plugins and manage people. It cannot be redefined. */
export const ADMIN_ROLE = 'admin'

/** Roles that every tenant has. A row of the same name in `_role` takes the place of `staff`, never of `admin`. */
export const BUILT_IN_ROLES: Readonly<Record<string, RoleGrants>> = Object.freeze({
  [ADMIN_ROLE]: { '*': { create: 'all', read: 'all', update: 'all', delete: 'all', reveal: true } },
  staff: { '*': { create: 'all', read: 'all', update: 'all', delete: 'own' } },
})
