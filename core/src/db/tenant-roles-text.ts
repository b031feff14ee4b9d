import type { TenantRolesState } from './tenant-roles.ts'

/** For operators, in the text format of Prometheus. */
export function tenantRolesText(state: TenantRolesState): string {
  return `# HELP tenon_tenant_roles 1 where each tenant's statements run as a database role of its own, 0 where they do not.
# TYPE tenon_tenant_roles gauge
tenon_tenant_roles ${state === 'on' ? 1 : 0}
`
}
