import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Queryable } from '../records/queryable.ts'

/** Where processes hear that a tenant has a run. */
export const BULK_CHANNEL = 'tenon_bulk'

/** Tells all processes that the tenant has a run, so that one goes on with it should this one die. */
export async function announceBulkRun(trx: Queryable, { id, slug, schema }: TenantRef): Promise<void> {
  await sql`select pg_notify(${BULK_CHANNEL}, ${JSON.stringify({ id, slug, schema })})`.execute(trx)
}
