import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

export const ACCESS_CHANNEL = 'tenon_access'

/**
 * Has all processes read again who may do what in the tenant, once the transaction commits that changes it: told afterwards, a
 * process that ends in between would leave the others with what was.
 */
export async function announceRights(trx: Kysely<TenantTables>, schema: string): Promise<void> {
  await sql`select pg_notify(${ACCESS_CHANNEL}, ${schema})`.execute(trx)
}
