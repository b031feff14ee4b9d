import type { Kysely } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'

/** The same database for whatever is to happen within one transaction of a tenant. */
export function boundDatabase(database: Database, trx: Kysely<TenantTables>): Database {
  return { ...database, tenant: () => trx, transaction: (_, work) => work(trx) }
}
