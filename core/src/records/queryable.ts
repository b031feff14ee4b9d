import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

/** A tenant's connection: the pool's, or the one of a transaction. */
export type Queryable = Kysely<TenantTables>
