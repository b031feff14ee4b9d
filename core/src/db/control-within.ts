import type { Kysely } from 'kysely'
import type { ControlTables } from './control-tables.ts'
import { CONTROL_SCHEMA } from './database.ts'
import type { TenantTables } from './tenant-tables.ts'

/** The control plane's tables in a tenant's transaction, for statements that are sent through `onControlPlane`. */
export function controlWithin(trx: Kysely<TenantTables>): Kysely<ControlTables> {
  return (trx as unknown as Kysely<ControlTables>).withSchema(CONTROL_SCHEMA)
}
