import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { CONTROL_SCHEMA, type Database } from '../db/database.ts'
import { onControlPlane } from '../db/on-control-plane.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

/** Tenants whose tables are not known to be as their models say, oldest first: one query, however many there are. */
export function listUnswept(database: Database, revision: string): Promise<TenantRef[]> {
  return database.control
    .selectFrom('tenant')
    .select(['id', 'slug', 'schema'])
    .where('swept_as', 'is distinct from', revision)
    .orderBy('created_at')
    .execute()
}

/** Notes in the transaction that has found it, holding the publishing lock, that the schema's tables are as its model says. */
export async function noteSwept(trx: Kysely<TenantTables>, schema: string, revision: string): Promise<void> {
  const noting = sql`update ${sql.id(CONTROL_SCHEMA, 'tenant')} set swept_as = ${revision}::text
    where schema = ${schema}::text and swept_as is distinct from ${revision}::text`
  await onControlPlane(() => noting.execute(trx))
}

/** Takes the note away together with the first change of tables that a publish which dies would leave behind. */
export async function forgetSwept(trx: Kysely<TenantTables>, schema: string): Promise<void> {
  const forgetting = sql`update ${sql.id(CONTROL_SCHEMA, 'tenant')} set swept_as = null
    where schema = ${schema}::text and swept_as is not null`
  await onControlPlane(() => forgetting.execute(trx))
}
