import type { Kysely } from 'kysely'
import type { ControlTables } from './control-tables.ts'
import type { TenantRoles } from './tenant-roles.ts'
import type { TenantTables } from './tenant-tables.ts'
import type { TenantsInUse } from './tenants-in-use.ts'

/** The database, whichever of the two it is. Both speak the same SQL; only opening and listening differ. */
export interface Database {
  readonly kind: 'pglite' | 'postgres'
  /** The control plane, and what is about many tenants: queries address the PostgreSQL schema `tenon`. */
  readonly control: Kysely<ControlTables>
  /** Under which a tenant's work is done. */
  readonly roles: TenantRoles
  /** Whose tables are asked for is in use. */
  readonly inUse: TenantsInUse
  /** A tenant's tables: queries address that tenant's PostgreSQL schema, and run as the tenant's role. */
  tenant(schema: string): Kysely<TenantTables>
  /** One transaction. Rolled back when `work` rejects. */
  transaction<T>(schema: string, work: (trx: Kysely<TenantTables>) => Promise<T>): Promise<T>
  controlTransaction<T>(work: (trx: Kysely<ControlTables>) => Promise<T>): Promise<T>
  /** Runs SQL text with bound values, outside Kysely: for libraries that bring their own SQL, such as the job queue. */
  execute(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  /** Calls `onMessage` for every NOTIFY on `channel`, and for what is told; resolves to the function that stops it. */
  listen(channel: string, onMessage: (payload: string, along?: object) => void): Promise<() => Promise<void>>
  /** Whether this process listens on the channel itself. */
  hears(channel: string): boolean
  /** Tells this process's own listeners alone, without PostgreSQL, which would have every process wake up; `along` is what a text cannot hold. */
  tell(channel: string, payload: string, along?: object): void
  /**
   * Whether whatever was told of by NOTIFY since then (of `performance.now`), up to thirty seconds ago, has arrived at those
   * who listened then.
   */
  hasHeardSince(at: number): boolean
  close(): Promise<void>
}

export const CONTROL_SCHEMA = 'tenon'

/** Oldest PostgreSQL that Tenon runs on, as `server_version_num` without its minor part. */
export const MINIMUM_POSTGRES_MAJOR = 15
