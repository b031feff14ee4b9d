import type { TenantRef } from '../context/request-context.ts'

type Tenant = Pick<TenantRef, 'id' | 'schema'>

/**
 * `on`: every tenant has a role of its own; `off`: none has; `unavailable`: they should have, and the role that the
 * server signs in with may not make roles. Those that have one work under it all the same.
 */
export type TenantRolesState = 'on' | 'off' | 'unavailable'

/** Roles of PostgreSQL, one per tenant, under which all that is done for it is done. */
export interface TenantRoles {
  readonly state: TenantRolesState
  /** For the log of a server: what is amiss and what to do; null where all is as it was asked for. */
  readonly warning: string | null
  /** Gives a tenant, whose schema is there, its role; nothing happens where it has it, or where none are given. */
  assign(tenant: Tenant): Promise<void>
  /** The same for all tenants; where they are off, takes roles away that were given before. */
  assignAll(): Promise<void>
  /** Drops a tenant's schema, all that is in it, and its role. */
  drop(schema: string): Promise<void>
}
