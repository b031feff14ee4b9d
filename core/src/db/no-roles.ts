import type { PGlite } from '@electric-sql/pglite'
import type { TenantRoles } from './tenant-roles.ts'

/** The embedded database: one user, who owns all. */
export function noRoles(pglite: Pick<PGlite, 'exec'>): TenantRoles {
  return {
    state: 'off',
    warning: null,
    assign: async () => undefined,
    assignAll: async () => undefined,
    drop: async (schema) => {
      await pglite.exec(`drop schema if exists "${schema.replaceAll('"', '""')}" cascade`)
    },
  }
}
